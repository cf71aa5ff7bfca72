"""Another tree is there at once: for new processes, and for those that have the old one open."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.agent.client import digest
from tests.agent.conftest import Guest
from tests.agent.test_observations import Holder

pytestmark = pytest.mark.native


def test_a_commit_says_how_much_changed(guest: Guest) -> None:
    assert guest.put({"a": b"1", "b": b"2"}, fresh=True) >= 2
    assert guest.put({"a": b"1", "b": b"2"}) == 0
    assert guest.put({"a": b"x", "b": b"2"}) == 1
    assert guest.put({"b": b"2", "c": b"3"}) == 2


def test_new_processes_see_the_new_tree(guest: Guest) -> None:
    guest.put({"a": b"1\n", "b": b"2\n", "d": None, "d/x": b"x"}, fresh=True)
    assert guest.run("cat a b; ls; ls d; test -e c || echo no c") == "1\n2\na\nb\nd\nx\nno c\n"
    guest.put({"a": b"longer\n", "c": b"3\n", "d": b"a file now\n", "e": "a"})
    assert guest.run("cat a c d e; ls; test -e b || echo no b") == ("longer\n3\na file now\nlonger\na\nc\nd\ne\nno b\n")
    guest.put({"a": b"s\n", "d": None, "d/y": b"y\n"})
    assert guest.run("cat a d/y; ls; stat -c %s a") == "s\ny\na\nd\n2\n"


def test_times_are_the_same_in_each_run_and_new_for_changes(guest: Guest) -> None:
    guest.put({"a": b"1", "b": b"2"}, fresh=True)
    assert guest.run("stat -c %Y a b").split() == ["1577836800"] * 2
    before = int(time.time())
    guest.put({"a": b"x", "b": b"2", "c": b"3"})
    a, b, c = (int(text) for text in guest.run("stat -c %Y a b c").split())
    assert a >= before
    assert b == 1577836800
    assert c >= before


def test_owner_and_modes(guest: Guest) -> None:
    guest.put({"a": b"1", "t": (b"2", 0o755), "d": None}, fresh=True)
    assert guest.run("stat -c '%U:%G %a' a t d").splitlines() == [
        "root:root 664", "root:root 775", "root:root 775",
    ]  # fmt: skip


_OLD: dict[str, object] = {
    "file1": b"one\n",
    "file2": b"two\n",
    "link": "file1",
    "src": None,
    "src/a.c": b"int a;\n",
    "src/b.c": b"int b;\n",
}


@pytest.mark.parametrize(
    ("changed", "ask", "answer"),
    [
        ({"file1": b"ONE\n"}, "os.pread(f.fileno(), 9, 0)", "b'ONE\\n'"),
        ({"file1": b"longer now\n"}, "os.pread(f.fileno(), 99, 0)", "b'longer now\\n'"),
        ({"file1": b"longer now\n"}, "os.fstat(f.fileno()).st_size", "11"),
        ({"file1": b""}, "os.pread(f.fileno(), 9, 0)", "b''"),
        ({"file2": b"TWO\n"}, "m[:]", "b'TWO\\n'"),
        ({"src/nothing": b"1"}, "os.path.exists('nothing')", "True"),
        ({"src/c.c": b"1"}, "sorted(os.listdir('.'))", "['a.c', 'b.c', 'c.c']"),
        ({"src/c.c": b"1"}, "sorted(os.listdir(d))", "['a.c', 'b.c', 'c.c']"),
        ({"new": b"1"}, "sorted(os.listdir(t))", "['file1', 'file2', 'link', 'new', 'src']"),
        ({"src/a.c": None}, "os.path.isdir('a.c')", "True"),
        ({"src/a.c": ...}, "os.path.exists('a.c')", "False"),
        ({"link": "file2"}, "os.readlink('../link')", "file2"),
        ({"file1": ...}, "os.path.exists('../file1')", "False"),
        ({"file1": ...}, "open('../file1', 'x').close() or os.path.exists('../file1')", "True"),
        ({"file1": None, "file1/x": b"1"}, "os.listdir('../file1')", "['x']"),
        ({"file1": "file2"}, "open('../file1').read().strip()", "two"),
        ({"file2": ...}, "os.path.exists('../file2')", "False"),
    ],
)
def test_a_running_process_sees_the_change(guest: Guest, changed: dict[str, object], ask: str, answer: str) -> None:
    """It holds file1 open, file2 mapped, `src` and the folder itself as directories, and works in `src`."""
    guest.put(_OLD, fresh=True)
    with Holder(guest) as holder:
        for boundary in (False, True):
            guest.put(_OLD)
            if boundary:
                guest.observed()
            merged = _OLD | changed
            guest.put({name: what for name, what in merged.items() if what is not ...})
            assert holder.ask(ask) == answer
            if "'x'" in ask:
                guest.run("rm file1")
                return


def test_a_removed_directory_that_somebody_works_in(guest: Guest) -> None:
    guest.put(_OLD, fresh=True)
    with Holder(guest) as holder:
        guest.put({"file1": b"one\n"})
        assert guest.run("ls; test -e src || echo gone") == "file1\ngone\n"
        assert holder.ask("os.path.exists('a.c')") == "False"
        guest.run("mkdir src; echo x > src/own; ls src")
        guest.put(_OLD)
        assert guest.run("ls src").split() == ["own"]


def test_what_a_step_wrote_stays_over_the_tree(guest: Guest) -> None:
    guest.put(_OLD, fresh=True)
    guest.run("echo mine > file1; echo more > src/made; rm file2")
    guest.put(_OLD | {"file1": b"theirs\n", "file2": b"theirs\n", "src/c.c": b"c\n"})
    assert guest.run("cat file1; ls . src") == ("mine\n.:\nfile1\nlink\nsrc\n\nsrc:\na.c\nb.c\nc.c\nmade\n")


@pytest.mark.parametrize("changed", [True, False])
def test_what_a_step_wrote_is_taken_away_where_that_is_asked_for(guest: Guest, changed: bool) -> None:
    guest.put(_OLD, fresh=True)
    guest.run("echo mine > file1; rm file2; echo mine > src/b.c; echo mine > src/new; mkdir made; echo x > made/x")
    guest.observed()
    tree = _OLD | ({"file1": b"theirs\n", "src/new": b"theirs\n"} if changed else {})
    guest.put(tree, renewed=["file1", "file2", "src/new", "made", "made/nothing", "no/folder"])
    theirs = "theirs\n" if changed else ""
    assert guest.run("cat file1 file2 src/b.c made/x; cat src/new || true") == (
        f"{theirs or 'one' + chr(10)}two\nmine\nx\n{theirs or 'cat: src/new: No such file or directory' + chr(10)}"
    )
    seen = {path for kind, path, _ in guest.observed() if kind == "content"}
    assert seen == {"file1", "file2", *(["src/new"] if changed else [])}


def test_a_link_that_a_step_made_leads_nowhere_when_files_are_taken_away(guest: Guest, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.c").write_text("not the tree's\n")
    guest.put(_OLD, fresh=True)
    guest.run(f"rm -r src; ln -s {outside} src")
    guest.put(_OLD | {"src/a.c": b"theirs\n"}, renewed=["src/a.c"])
    assert (outside / "a.c").read_text() == "not the tree's\n"


def test_who_has_a_written_file_open_keeps_it_when_it_is_taken_away(guest: Guest) -> None:
    guest.put(_OLD, fresh=True)
    guest.run("echo mine > file1")
    with Holder(guest) as holder:
        guest.put(_OLD | {"file1": b"theirs\n"}, renewed=["file1"])
        assert holder.ask("os.pread(f.fileno(), 99, 0)") == "b'mine\\n'"
        assert guest.run("cat file1; echo again > file1; cat file1") == "theirs\nagain\n"


def test_the_original_directory_shows_through(guest: Guest) -> None:
    guest.folder.mkdir()
    guest.folder.chmod(0o700)
    (guest.folder / "before").write_text("before\n")
    guest.put({"a": b"1\n"}, fresh=True)
    assert guest.run("cat before a; stat -c %a .") == "before\n1\n700\n"
    guest.run("echo written > before")
    assert (guest.folder / "before").read_text() == "before\n"


def test_an_outer_mount_keeps_the_inner_ones_in_sight(guest: Guest) -> None:
    inner, outer = f"{guest.folder}/deep/inner", str(guest.folder)
    client = guest.client
    assert client.put_tree({f"{inner}/a": b"a\n"}, [inner], fresh=True)["t"] == "tree_ready"
    client.run(f"echo own > {inner}/own; cat {inner}/a")
    assert client.put_tree({f"{inner}/a": b"a\n", f"{outer}/top": b"top\n"}, [outer])["t"] == "tree_ready"
    assert client.run(f"cat {inner}/a {inner}/own {outer}/top; ls {outer} {outer}/deep") == (
        f"a\nown\ntop\n{outer}:\ndeep\ntop\n\n{outer}/deep:\ninner\n"
    )
    client.boundary()
    for _ in range(2):
        client.run(f"cat {inner}/a {outer}/top; test -e {inner}/no || true")
        items = client.boundary()
        assert ("content", f"{inner}/a", f"{digest(b'a' + bytes([10]))} 644") in items
        assert ("content", f"{outer}/top", f"{digest(b'top' + bytes([10]))} 644") in items
        assert ("absence", f"{inner}/no", "absent") in items
    assert client.put_tree({f"{inner}/b": b"b\n"}, [outer])["t"] == "tree_ready"
    assert client.run(f"ls {inner}").split() == ["b", "own"]


@pytest.mark.parametrize(
    "entry",
    [
        ["relative", "d", 0, 0, "", ""],
        ["/a/../b", "d", 0, 0, "", ""],
        ["/", "d", 0, 0, "", ""],
        ["/a/", "d", 0, 0, "", ""],
        ["/a\0b", "d", 0, 0, "", ""],
        ["/a", "f", 0o644, 1, "../../etc/passwd", ""],
        ["/a", "f", 0o644, -1, "0" * 40, ""],
        ["/a", "c", 0, 0, "", ""],
        ["/a", "l", 0, 0, "", ""],
        ["/" + "n" * 256, "d", 0, 0, "", ""],
    ],
)
def test_a_tree_that_cannot_be_is_refused(guest: Guest, entry: list[object]) -> None:
    client = guest.client
    client.send(t="tree_begin", id=1, fresh=True, mounts=[str(guest.folder)])
    client.send(t="tree_entries", id=1, entries=[entry])
    client.send(t="tree_commit", id=1)
    answer = client.wait("tree_ready", "failed")
    assert (answer["t"], answer["re"]) == ("failed", "tree")
    guest.put({"a": b"1"})
    assert guest.run("cat a") == "1"


def test_a_file_cannot_hold_files(guest: Guest) -> None:
    answer = guest.client.put_tree({"/x/a": b"1", "/x/a/b": b"2"}, ["/x"])
    assert answer["t"] == "failed"
    assert "/x/a" in answer["error"]


def test_the_agents_own_folder_cannot_be_watched(guest: Guest) -> None:
    answer = guest.client.put_tree({}, [str(guest.folder.parent)])
    assert answer["t"] == "failed"
    assert "own files" in answer["error"]


def test_a_big_tree(guest: Guest) -> None:
    files: dict[str, object] = {}
    for folder in range(100):
        files[f"d{folder}"] = None
        for number in range(200):
            files[f"d{folder}/f{number}"] = b"%d" % (number % 7)
    started = time.monotonic()
    guest.put(files, fresh=True)
    put = time.monotonic() - started
    guest.observed()
    started = time.monotonic()
    guest.run(
        f'{sys.executable} -I -S -c \'import os\nfor f in os.walk("."):\n for n in f[2]: os.stat(f[0] + "/" + n)\''
    )
    walked = time.monotonic() - started
    started = time.monotonic()
    items = guest.observed()
    boundary = time.monotonic() - started
    print(f"20,000 files: put {put:.2f} s, cold stats {walked:.2f} s, boundary {boundary:.2f} s, {len(items)} seen")
    assert sum(kind == "stat" for kind, _, _ in items) >= 20_000
    files["d0/f0"] = b"changed"
    started = time.monotonic()
    assert guest.put(files) == 1
    print(f"one change: {time.monotonic() - started:.2f} s")
