"""What a step learns of the watched tree is seen, each way there is; and nothing that it did not learn."""

from __future__ import annotations

import hashlib
import sys

import pytest

from tests.agent.client import digest
from tests.agent.conftest import Guest

pytestmark = pytest.mark.native

_FILES: dict[str, object] = {
    "file1": b"one\n",
    "file2": b"two\n",
    "tool": (b"#!/bin/sh\necho tool\n", 0o755),
    "empty": b"",
    "link": "file1",
    "src": None,
    "src/a.c": b"int a;\n",
    "src/b.c": b"int b;\n",
}


def _content(data: bytes, mode: str = "644") -> str:
    return f"{digest(data)} {mode}"


def _listing(*names: tuple[str, str]) -> str:
    return hashlib.sha1(b"".join(f"{n}\0{k}\0".encode() for n, k in sorted(names))).hexdigest()


@pytest.fixture
def watched(guest: Guest) -> Guest:
    """A guest with some files, none of which was touched."""
    guest.put(_FILES, fresh=True)
    assert guest.observed() == set()
    return guest


def test_a_step_that_touches_nothing_observes_nothing(watched: Guest) -> None:
    assert watched.client.run("true", cwd="/") == ""
    assert watched.observed() == set()


def test_reading_is_content(watched: Guest) -> None:
    items = watched.step("read x < file1; echo $x")
    assert ("content", "file1", _content(b"one\n")) in items
    assert ("entry", "file1", "file 644") in items
    assert not {path for _, path, _ in items} & {"file2", "src", "link"}


def test_reading_gives_the_bytes(watched: Guest) -> None:
    assert watched.run("cat file1 file2 empty src/a.c") == "one\ntwo\nint a;\n"


def test_an_empty_file_is_content_too(watched: Guest) -> None:
    assert ("content", "empty", _content(b"")) in watched.step("cat empty")


def test_stat_tells_the_digest(watched: Guest) -> None:
    items = watched.step("stat file1; stat src; stat link")
    assert ("stat", "file1", f"file 644 4 {digest(b'one' + bytes([10]))}") in items
    assert ("stat", "src", "dir") in items
    assert ("stat", "link", "link file1") in items
    assert not {item for item in items if item[0] == "content"}


def test_existence_alone_is_an_entry(watched: Guest) -> None:
    script = "import os\nfor p in ('file1', 'tool', 'src', 'link'): os.close(os.open(p, os.O_PATH | os.O_NOFOLLOW))"
    items = _python(watched, script)
    assert items == {
        ("entry", "file1", "file 644"),
        ("entry", "tool", "file 755"),
        ("entry", "src", "dir"),
        ("entry", "link", "link"),
    }


def test_a_missing_path_is_an_absence(watched: Guest) -> None:
    items = watched.step("test -e nothing || test -e src/nothing || true")
    assert items == {
        ("absence", "nothing", "absent"),
        ("absence", "src/nothing", "absent"),
        ("entry", "src", "dir"),
    }


def test_a_listing(watched: Guest) -> None:
    items = watched.step("ls src")
    assert ("listing", "src", _listing(("a.c", "f"), ("b.c", "f"))) in items
    top = watched.step("ls -a")
    names = [(n, "d" if w is None else "l" if isinstance(w, str) else "f") for n, w in _FILES.items() if "/" not in n]
    assert ("listing", ".", _listing(*names)) in top


def test_a_glob_is_a_listing(watched: Guest) -> None:
    assert watched.run("echo src/*.c") == "src/a.c src/b.c\n"
    assert ("listing", "src", _listing(("a.c", "f"), ("b.c", "f"))) in watched.observed()


def test_standing_in_a_directory_is_no_listing(watched: Guest) -> None:
    assert not {i for i in watched.step("cd src && exec 3< . && test -e a.c") if i[0] == "listing"}


def test_links(watched: Guest) -> None:
    items = watched.step("readlink link; cat link")
    assert ("link", "link", "file1") in items
    assert ("content", "file1", _content(b"one\n")) in items


def test_executing_is_reading(watched: Guest) -> None:
    items = watched.step("./tool")
    assert ("content", "tool", _content(b"#!/bin/sh\necho tool\n", "755")) in items


def test_a_mode_is_enforced(watched: Guest) -> None:
    assert watched.run("./file1 2>&- || echo refused") == "refused\n"


def test_mapping_is_reading(watched: Guest) -> None:
    script = "import mmap, os\nf = os.open('file2', os.O_RDONLY)\nprint(mmap.mmap(f, 4, prot=mmap.PROT_READ)[:])"
    assert ("content", "file2", _content(b"two\n")) in _python(watched, script)


def test_appending_counts_as_reading(watched: Guest) -> None:
    assert ("content", "file1", _content(b"one\n")) in watched.step("echo more >> file1")
    assert watched.run("cat file1") == "one\nmore\n"


def test_a_new_file_is_only_an_absence(watched: Guest) -> None:
    items = watched.step("echo new > made; cat made; stat made; ls -l made")
    assert {item for item in items if item[1] == "made"} == {("absence", "made", "absent")}


def test_a_file_that_is_written_before_it_is_read_is_no_content(watched: Guest) -> None:
    items = watched.step("echo other > file1; cat file1")
    assert watched.run("cat file1") == "other\n"
    assert not {item for item in items if item[0] == "content"}
    assert ("entry", "file1", "file 644") in items


def test_what_an_earlier_step_wrote_is_its_own(watched: Guest) -> None:
    watched.step("echo other > file1; rm file2; mkdir made; echo x > made/x")
    items = watched.step("cat file1 made/x; ls made; test -e file2 || test -e made/y || true")
    assert {path for _, path, _ in items} <= {"."}


def test_a_background_process_is_seen(watched: Guest) -> None:
    client = watched.client
    stream = client.start(
        "echo up; while ! test -e /tmp/never; do read x; cat src/a.c > /dev/null; done",
        cwd=str(watched.folder),
    )
    client.until(stream, "up")
    watched.observed()
    client.run("sleep 0.2")
    assert ("content", "src/a.c", _content(b"int a;\n")) in watched.observed()
    client.send(t="signal", s=stream, signum=9)
    client.finish(stream)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("cat file1", ("content", "file1", _content(b"one\n"))),
        ("stat file1", ("stat", "file1", f"file 644 4 {digest(b'one' + bytes([10]))}")),
        ("stat src/a.c", ("entry", "src", "dir")),
        ("test -e nothing || true", ("absence", "nothing", "absent")),
        ("test -e src/nothing || true", ("absence", "src/nothing", "absent")),
        ("ls src", ("listing", "src", _listing(("a.c", "f"), ("b.c", "f")))),
        ("readlink link", ("link", "link", "file1")),
        ("./tool", ("content", "tool", _content(b"#!/bin/sh\necho tool\n", "755"))),
    ],
)
def test_each_step_observes_anew(watched: Guest, script: str, expected: tuple[str, str, str]) -> None:
    for _ in range(4):
        assert expected in watched.step(script)


_HOLDER = """
import mmap, os, sys
f = open('file1', 'rb', buffering=0); f.read()
g = os.open('file2', os.O_RDONLY); m = mmap.mmap(g, 4, prot=mmap.PROT_READ); m[:]
d = os.open('src', os.O_RDONLY); os.listdir(d)
t = os.open('.', os.O_RDONLY); os.listdir(t)
os.chdir('src'); os.path.exists('nothing')
for line in sys.stdin.buffer:
    print(eval(line), flush=True)
"""


@pytest.mark.parametrize(
    ("ask", "answer", "expected"),
    [
        ("os.pread(f.fileno(), 9, 0)", "b'one\\n'", ("content", "file1", _content(b"one\n"))),
        ("m[:]", "b'two\\n'", ("content", "file2", _content(b"two\n"))),
        ("os.fstat(f.fileno()).st_size", "4", ("stat", "file1", f"file 644 4 {digest(b'one' + bytes([10]))}")),
        ("os.path.exists('nothing')", "False", ("absence", "src/nothing", "absent")),
        ("os.stat('a.c').st_size", "7", ("entry", "src/a.c", "file 644")),
        ("sorted(os.listdir('.'))", "['a.c', 'b.c']", ("listing", "src", _listing(("a.c", "f"), ("b.c", "f")))),
        ("sorted(os.listdir(d))", "['a.c', 'b.c']", ("listing", "src", _listing(("a.c", "f"), ("b.c", "f")))),
        ("len(os.listdir(t))", "6", ("listing", ".", "")),
        ("os.path.exists('../file1')", "True", ("entry", "file1", "file 644")),
        ("os.readlink('../link')", "file1", ("link", "link", "file1")),
    ],
)
def test_what_a_process_holds_is_observed_anew(
    watched: Guest, ask: str, answer: str, expected: tuple[str, str, str]
) -> None:
    """Open files, mapped files, open directories and the working directory of a process from an earlier step."""
    with Holder(watched) as holder:
        for _ in range(3):
            watched.observed()
            assert holder.ask(ask) == answer
            items = watched.observed()
            if expected[2]:
                assert expected in items
            else:
                assert expected[:2] in {item[:2] for item in items}


class Holder:
    """A process that holds files of the watched tree and evaluates what it is asked."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest

    def __enter__(self) -> Holder:
        fifo = self._guest.folder.parent / "ask"
        script = self._guest.folder.parent / "holder.py"
        script.write_text(_HOLDER)
        self._guest.client.run(f"mkfifo {fifo}")
        self._fifo = fifo
        self._answers = 0
        self._stream = self._guest.client.start(
            f"exec {sys.executable} -S -E {script} < {fifo}", cwd=str(self._guest.folder)
        )
        self._pipe = fifo.open("wb", buffering=0)
        assert self.ask("1+1") == "2"
        return self

    def ask(self, expression: str) -> str:
        self._pipe.write(expression.encode() + b"\n")
        client = self._guest.client
        while client.output[self._stream].count(b"\n") <= self._answers:
            assert self._stream not in client.exits, client.output[self._stream].decode()
            client._note(client.receive())
        self._answers += 1
        return client.output[self._stream].decode().splitlines()[-1]

    def __exit__(self, *_: object) -> None:
        self._pipe.close()
        self._guest.client.finish(self._stream)


def _python(guest: Guest, script: str) -> set[tuple[str, str, str]]:
    """Run Python in the watched folder without letting it look for modules there; what it observed."""
    path = guest.folder.parent / "script.py"
    path.write_text(script)
    return guest.step(f"{sys.executable} -I -S {path}")
