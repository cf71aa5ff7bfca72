"""What two runs of a step saw differently."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layer_cache.comparison import differences
from layer_cache.observations import ABSENT, Observation

OLD, NEW = "1" * 40, "2" * 40


def _read(path: str, digest: str) -> list[Observation]:
    """What reading a file is."""
    return [
        Observation("entry", path, "file 644"),
        Observation("stat", path, f"file 644 {digest[0]} {digest}"),
        Observation("content", path, f"{digest} 644"),
    ]


def test_an_edited_file_is_told_once_by_what_says_most() -> None:
    found = differences(_read("/root/a", OLD) + _read("/root/b", OLD), _read("/root/a", NEW) + _read("/root/b", OLD))
    (reason,) = found.changed
    assert (reason.kind, reason.path, reason.old, reason.new) == ("content", "/root/a", f"{OLD} 644", f"{NEW} 644")
    assert reason.detail == "/root/a changed (content 1111111 → 2222222)"
    assert (found.only_a, found.only_b) == ((), ())
    assert found


def test_paths_that_only_one_looked_at_are_told() -> None:
    found = differences(_read("/root/a", OLD), _read("/root/b", OLD))
    assert (found.changed, found.only_a, found.only_b) == ((), ("/root/a",), ("/root/b",))


def test_a_file_that_appeared_is_told() -> None:
    found = differences([Observation("absence", "/root/a", ABSENT)], [Observation("absence", "/root/a", "file 644")])
    assert [reason.detail for reason in found.changed] == ["/root/a did not exist, now it does"]


def test_the_same_is_no_difference() -> None:
    assert not differences(_read("/root/a", OLD), reversed(_read("/root/a", OLD)))


_observations = st.lists(
    st.builds(
        Observation,
        st.sampled_from(["content", "stat", "entry", "absence", "listing", "link"]),
        st.sampled_from(["/a", "/a/b"]),
        st.text(max_size=5) | st.sampled_from([ABSENT, f"{OLD} 644", f"file 644 1 {OLD}", "link x"]),
    )
)


@given(_observations, _observations)
def test_whatever_a_machine_said_is_put_in_words(a: list[Observation], b: list[Observation]) -> None:
    there, back = differences(a, b), differences(b, a)
    assert all(reason.detail for reason in there.changed)
    assert [reason.path for reason in there.changed] == [reason.path for reason in back.changed]
    assert (there.only_a, there.only_b) == (back.only_b, back.only_a)
