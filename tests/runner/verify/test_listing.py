"""What find and b2sum print, read; and where the disk has what was written into watched folders."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_runner.verify import listing
from layer_runner.verify.listing import Entry


def printed(*files: tuple[str, str, str]) -> bytes:
    return b"".join(f"{told}\0{path}\0{target}\0".encode() for told, path, target in files)


def test_files_by_path() -> None:
    found = listing.parse(
        printed(
            ("f 644 0:0 12 7,1.5,1.5", "/etc/a file\nwith lines", ""),
            ("l 777 1000:0 4 8,2.0,2.0", "/link", "/etc"),
        )
    )
    assert found == {
        "/etc/a file\nwith lines": Entry("f", "644", "0:0", 12, "", "7,1.5,1.5"),
        "/link": Entry("l", "777", "1000:0", 4, "/etc", "8,2.0,2.0"),
    }


def test_what_was_written_into_a_watched_folder_is_where_programs_see_it() -> None:
    agent = listing.AGENT
    told = "f 644 0:0 1 1,1,1"
    found = listing.parse(
        printed(
            (told, f"{agent}/upper/1/data/out", ""),
            (told, f"{agent}/upper/2/data", ""),
            (told, f"{agent}/upper/2/work/work/#1", ""),
            (told, f"{agent}/upper", ""),
            (told, f"{agent}/upper/3/data/x", ""),
            (told, f"{agent}-not", ""),
        ),
        ("/root", "/srv/app"),
    )
    assert sorted(found) == ["/root/out", "/srv/app", f"{agent}-not", f"{agent}/upper/3/data/x"]


@given(
    st.sampled_from(["/root/out", "/root", "/srv/app/x/y", "/etc/passwd", "/rootless"]),
    st.lists(st.sampled_from(["/root", "/srv/app", "/opt"]), unique=True),
)
def test_the_place_on_the_disk_and_back(path: str, watched: list[str]) -> None:
    place = listing.places(path, watched)
    assert list(listing.parse(printed(("f 644 0:0 1 1,1,1", place, "")), watched)) == [path]


def test_watched_folders_are_numbered_as_the_agent_lays_over_them() -> None:
    mounted = [("/root/a",), ("/root/a", "/srv"), ("/opt", "/root", "/srv")]
    assert listing.watched_in_order(mounted) == ("/root/a", "/srv", "/opt", "/root")
    assert listing.watched_in_order([("/root",), ("/root/a", "/rooted")]) == ("/root", "/rooted")


@pytest.mark.parametrize("cut", [b"f 644 0:0 1 1,1,1\0/a\0", b"f 644 0:0 1 1,1,1\0/a\0\0f", b"nothing"])
def test_a_list_that_is_cut_off_is_refused(cut: bytes) -> None:
    with pytest.raises(ValueError, match="cut off"):
        listing.parse(cut)


def test_an_empty_list_is_none() -> None:
    assert listing.parse(b"") == {}


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)))
def test_batches_have_all_paths_in_order_and_fit(paths: list[str]) -> None:
    batches = list(listing.batches(paths, 40))
    assert [path for batch in batches for path in batch] == paths
    assert all(len(batch) == 1 or sum(len(path.encode()) + 1 for path in batch) <= 40 for batch in batches)


def test_names_that_no_machine_can_be_told_are_left_out() -> None:
    file = Entry("f", "644", "0:0", 1, "", "")
    odd = b"/caf\xe9".decode("utf-8", "surrogateescape")
    found = {"/a": file, odd: file, "/d": file._replace(kind="d")}
    assert listing.telling(["/a", odd, "/d", "/gone"], found) == ["/a"]


def test_the_real_programs_print_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "a b").write_text("text")
    (tmp_path / "link").symlink_to("a b")
    odd = bytes(tmp_path) + b"/caf\xe9"
    Path(odd.decode("utf-8", "surrogateescape")).write_text("")
    script = listing.COMMAND[2].replace("find / ", f"find {tmp_path} ")
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    found = listing.parse(done.stdout)
    assert found[str(tmp_path / "a b")]._replace(owner="", stamp="") == Entry("f", "644", "", 4, "", "")
    assert found[str(tmp_path / "link")].target == "a b"
    assert odd.decode("utf-8", "surrogateescape") in found
    summed = subprocess.run(["b2sum", "-z", "-l", "256", "--", tmp_path / "a b"], capture_output=True, check=True)
    digests = listing.digests(summed.stdout)
    assert list(digests) == [str(tmp_path / "a b")]
    assert len(digests[str(tmp_path / "a b")]) == 64
