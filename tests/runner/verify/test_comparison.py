"""Whether what a step left again is what is recorded."""

from __future__ import annotations

import pytest

from layer_cache.observations import Observation
from layer_runner.verify.comparison import Difference, Left, Outcome, differences, to_read, touched
from layer_runner.verify.listing import Entry

FILE = Entry("f", "644", "0:0", 5, "", "1,1.0,1.0")
LINK = Entry("l", "777", "0:0", 3, "a", "2,1.0,1.0")
FOLDER = Entry("d", "755", "0:0", 4096, "", "3,1.0,1.0")


def again(entry: Entry, **what: object) -> Entry:
    """The same file, written by another machine."""
    return entry._replace(stamp="9,9.0,9.0", **what)  # type: ignore[arg-type]


def test_only_what_was_written_since_the_machines_parted_is_looked_at() -> None:
    recorded = {"/same": FILE, "/written": FILE, "/removed": FILE}
    now = {"/same": FILE, "/written": again(FILE), "/made": FILE}
    assert touched(recorded, now) == ["/made", "/removed", "/written"]


def test_only_files_of_one_size_are_read() -> None:
    recorded = {"/a": FILE, "/longer": FILE, "/empty": FILE._replace(size=0), "/link": LINK, "/gone": FILE}
    now = {"/a": FILE, "/longer": FILE._replace(size=6), "/empty": FILE._replace(size=0), "/link": LINK}
    assert to_read(sorted(recorded), recorded, now) == ["/a"]


@pytest.mark.parametrize(
    ("old", "new", "what", "words"),
    [
        (FILE, None, "missing", ("a file", "nothing")),
        (None, FOLDER, "new", ("nothing", "a directory")),
        (FILE, again(LINK), "kind", ("a file", "a symbolic link")),
        (FILE, again(FILE, mode="755"), "mode", ("644", "755")),
        (FILE, again(FILE, owner="1000:0"), "owner", ("0:0", "1000:0")),
        (FILE, again(FILE, size=7), "content", ("5 bytes", "7 bytes")),
        (LINK, again(LINK, target="b"), "target", ("a", "b")),
        (FOLDER, again(FOLDER, mode="700"), "mode", ("755", "700")),
    ],
)
def test_each_difference_is_named(old: Entry | None, new: Entry | None, what: str, words: tuple[str, str]) -> None:
    before = Left({} if old is None else {"/x": old}, {"/x": "d"})
    after = Left({} if new is None else {"/x": new}, {"/x": "d"})
    (found,) = differences(before, after, ["/x"])
    assert (found.path, found.what, found.old, found.new) == ("/x", what, *words)
    assert found.counts


def test_content_of_one_size_is_told_by_its_digest() -> None:
    before, after = Left({"/x": FILE}, {"/x": "a" * 64}), Left({"/x": again(FILE)}, {"/x": "b" * 64})
    (found,) = differences(before, after, ["/x"])
    assert (found.what, found.old, found.new) == ("content", "a" * 12, "b" * 12)


def test_times_inodes_and_the_size_of_a_directory_do_not_count() -> None:
    before = Left({"/x": FILE, "/d": FOLDER, "/l": LINK}, {"/x": "d"})
    after = Left({"/x": again(FILE), "/d": again(FOLDER, size=8192), "/l": again(LINK)}, {"/x": "d"})
    assert differences(before, after, ["/x", "/d", "/l"]) == []


def test_what_always_may_differ_is_told_apart() -> None:
    (found,) = differences(Left({}), Left({"/var/log/dpkg.log": FILE}), ["/var/log/dpkg.log"])
    assert found.why == "logs have times"
    assert not found.counts
    assert Outcome(files=1, differences=(found,)).result == "same"


def test_results() -> None:
    read = Observation("content", "/root/a", "x")
    file = Difference("/x", "content", "a", "b")
    chance = Difference("/y", "content", "a", "b", varies=True)
    assert Outcome(files=3).result == "same"
    assert Outcome(files=3, unrepeated=("/root/b",), printed=False).result == "same"
    assert Outcome(reason="its snapshot is gone").result == "not compared"
    for outcome in (
        Outcome(ended="exit status 1"),
        Outcome(unknown=(read,)),
        Outcome(differences=(file,)),
        Outcome(differences=(chance,)),
        Outcome(ended="exit status 1", reason="its snapshot is gone"),
    ):
        assert outcome.result == "differs"


def test_chance_is_not_staleness() -> None:
    read = Observation("content", "/root/a", "x")
    chance = Difference("/y", "content", "a", "b", varies=True)
    assert not Outcome(unknown=(read,), varying=frozenset({read}), differences=(chance,)).is_stale
    assert Outcome(unknown=(read,), differences=(chance,)).is_stale
    assert Outcome(differences=(chance, Difference("/x", "content", "a", "b"))).is_stale
    assert Outcome(ended="exit status 1").is_stale
    assert not Outcome(ended="exit status 1", ended_by_chance=True).is_stale
