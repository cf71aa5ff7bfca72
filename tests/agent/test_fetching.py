"""Contents come from the host on first open, are verified, and survive a host that goes away."""

from __future__ import annotations

import threading

import pytest

from tests.agent.client import digest
from tests.agent.conftest import Guest

pytestmark = pytest.mark.native


def test_contents_are_fetched_once_and_only_when_opened(guest: Guest) -> None:
    guest.put({"a": b"same", "b": b"same", "c": b"other", "empty": b""}, fresh=True)
    guest.run("ls -l; test -e a")
    assert guest.client.fetched == []
    guest.run("cat a b empty")
    assert guest.client.fetched == [guest.path("a")]
    guest.observed()
    guest.run("cat a b")
    assert guest.client.fetched == [guest.path("a")]


def test_big_contents_arrive_whole(guest: Guest) -> None:
    data = bytes(range(256)) * 20_000
    guest.put({"big": data}, fresh=True)
    assert guest.run("sha1sum < big; tail -c 3 big | od -An -tu1; wc -c < big") == (
        guest.client.run(f"cat {guest.path('big')} | sha1sum") + " 253 254 255\n5120000\n"
    )


def test_a_file_that_changed_on_the_host_is_served_and_recorded_as_it_is(guest: Guest) -> None:
    guest.put({"a": b"promised\n"}, fresh=True)
    now = b"what is there by now, longer\n"
    guest.client.served[guest.path("a")] = now
    assert guest.run("cat a; stat -c %s a; cat a") == f"{now.decode()}{len(now)}\n{now.decode()}"
    items = guest.observed()
    assert ("content", "a", f"{digest(now)} 644") in items
    assert ("content", "a", f"{digest(b'promised' + bytes([10]))} 644") not in items
    assert ("stat", "a", f"file 644 {len(now)} {digest(now)}") in items
    assert guest.put({"a": now}) == 0


def test_a_file_that_became_shorter(guest: Guest) -> None:
    guest.put({"a": b"promised to be long\n"}, fresh=True)
    guest.client.served[guest.path("a")] = b"short\n"
    assert guest.run("cat a; cat < a; wc -c < a") == "short\nshort\n6\n"


def test_a_file_that_is_gone_on_the_host_cannot_be_read(guest: Guest) -> None:
    guest.put({"a": b"promised"}, fresh=True)
    guest.client.contents.clear()
    assert "Input/output error" in guest.run("cat a 2>&1 || true")


@pytest.mark.parametrize("wrong", ["0" * 40, "../../../etc/passwd", "", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"])
def test_contents_that_are_not_what_the_host_says_are_refused(guest: Guest, wrong: str) -> None:
    guest.put({"a": b"promised"}, fresh=True)
    guest.client.hold = True
    stream = guest.client.start("cat a 2>&1", cwd=str(guest.folder))
    guest.client.wait("fetch")
    guest.client.send(t="content", s=guest.client.held[0]["s"], data=b"promised", last=True, digest=wrong)
    assert guest.client.finish(stream) == (1, 0)
    assert b"Input/output error" in guest.client.output[stream]
    guest.client.hold = False
    assert guest.run("cat a") == "promised"


def test_a_fetch_waits_for_the_next_host(guest: Guest) -> None:
    client = guest.client
    guest.put({"a": b"promised\n", "b": b"other\n"}, fresh=True)
    client.hold = True
    stream = client.start("cat a; sleep 0.5; cat b", cwd=str(guest.folder))
    client.wait("fetch")
    client.send(t="content", s=client.held[0]["s"], data=b"prom", last=False, digest="")
    client.quiesce()
    assert client.quiet(0.8)
    client.reconnect()
    client.hello()
    client.hold = False
    assert client.resume()["t"] == "resumed"
    assert client.finish(stream) == (0, 0)
    assert client.output[stream] == b"promised\nother\n"


def test_a_killed_reader_does_not_wait_for_the_host(guest: Guest) -> None:
    guest.put({"a": b"promised"}, fresh=True)
    guest.client.hold = True
    stream = guest.client.start("cat a", cwd=str(guest.folder))
    guest.client.wait("fetch")
    guest.client.send(t="signal", s=stream, signum=9)
    assert guest.client.finish(stream) == (0, 9)


def test_a_signal_that_a_program_handles_does_not_fail_its_open(guest: Guest) -> None:
    guest.put({"a": b"promised"}, fresh=True)
    guest.client.hold = True
    script = "trap 'echo caught' USR1; (sleep 0.2; kill -USR1 $$; sleep 0.2; kill -USR1 $$) & read x < a; echo $x"
    stream = guest.client.start(script, cwd=str(guest.folder))
    request = guest.client.wait("fetch")
    assert guest.client.quiet(0.6)
    guest.client.answer(request)
    guest.client.finish(stream)
    assert guest.client.output[stream].split() == [b"caught", b"promised"]


def test_a_reader_that_is_killed_after_a_signal_does_not_wait(guest: Guest) -> None:
    guest.put({"a": b"promised"}, fresh=True)
    guest.client.hold = True
    stream = guest.client.start("trap 'echo caught' USR1; read x < a", cwd=str(guest.folder))
    guest.client.wait("fetch")
    guest.client.send(t="signal", s=stream, signum=10)
    assert guest.client.quiet(0.2)
    guest.client.send(t="signal", s=stream, signum=15)
    assert guest.client.finish(stream) == (0, 15)


def test_a_boundary_does_not_wait_for_a_reader(guest: Guest) -> None:
    guest.put({"a": b"promised", "d": None, "d/b": b"b"}, fresh=True)
    guest.client.hold = True
    stream = guest.client.start("cat d/b a", cwd=str(guest.folder))
    guest.client.wait("fetch")
    for _ in range(3):
        guest.client.quiesce()
        assert guest.client.resume()["t"] == "resumed"
    guest.client.hold = False
    guest.client.answer(guest.client.wait("fetch"))
    assert guest.client.finish(stream) == (0, 0)


def test_a_program_in_the_tree_is_fetched_while_it_is_started(guest: Guest) -> None:
    with open("/bin/true", "rb") as program:
        guest.put({"bin/tool": (program.read(), 0o755)}, fresh=True)
    guest.client.run([guest.path("bin/tool")], cwd=guest.path("bin"))


def test_many_readers_at_once(guest: Guest) -> None:
    files: dict[str, object] = {f"f{n}": b"%d\n" % n for n in range(300)}
    guest.put(files, fresh=True)
    text = guest.run("for i in 1 2 3 4; do (cat f*; ls -l) > ../out$i & done; wait; cat ../out1 | grep -c '^[0-9]'")
    assert text == "300\n"
    items = guest.observed()
    assert {path for kind, path, _ in items if kind == "content"} == set(files)


def test_steps_go_on_while_boundaries_pass(guest: Guest) -> None:
    """Processes that read all the time, and boundaries and changes all the time: nothing stops, nothing is wrong."""
    files: dict[str, object] = {f"d{n % 5}/f{n}": b"%d\n" % n for n in range(100)}
    guest.put(files, fresh=True)
    client = guest.client
    script = "while :; do cat d*/f* > /dev/null && ls -l d* > /dev/null; test -e d1/no; done"
    streams = [client.start(script + " 2>&1", cwd=str(guest.folder)) for _ in range(3)]
    for number in range(30):
        guest.observed()
        guest.put(files | {f"d1/f{number}": b"changed %d\n" % number, "d2/new": b"x" * number})
    guest.put(files)
    assert guest.run("cat d1/f*").split() == sorted((str(n) for n in range(1, 100, 5)), key=lambda n: f"f{n}")
    for stream in streams:
        client.send(t="signal", s=stream, signum=9)
        client.finish(stream)
        # A name that is removed in the moment between its listing and its use may be missed as gone or as stale.
        complaints = [line for line in client.output[stream].decode().splitlines() if line]
        # And contents that were asked for and are gone from the host when it looks are an input/output error.
        removed = {f"d1/f{n}" for n in range(30) if n % 5 != 1}
        for line in complaints:
            named = removed & set(line.replace(":", " ").replace("'", " ").split())
            assert named or line.endswith("Input/output error"), complaints
    assert threading.active_count() < 10
