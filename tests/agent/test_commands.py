"""Commands: output, ends, signals, users, and the silence between quiesce and resume."""

from __future__ import annotations

import hashlib
import signal
import time

import pytest

from tests.agent.conftest import Guest

pytestmark = pytest.mark.native


def test_output_and_exit_code(guest: Guest) -> None:
    stream = guest.client.start("echo out; echo err >&2; exit 3")
    assert guest.client.finish(stream) == (3, 0)
    assert guest.client.output[stream] == b"out\nerr\n"


def test_started_comes_before_output_and_exit(guest: Guest) -> None:
    guest.client.run("echo x")
    types = [message["t"] for message in guest.client.seen if message.get("s") == 1]
    assert types == ["started", "output", "exited"]


def test_nothing_of_a_lot_of_output_is_lost(guest: Guest) -> None:
    started = time.monotonic()
    stream = guest.client.start("seq 1 7000000")
    assert guest.client.finish(stream, 60) == (0, 0)
    seconds = time.monotonic() - started
    output = guest.client.output[stream]
    assert len(output) > 50_000_000
    assert output == b"".join(b"%d\n" % number for number in range(1, 7_000_001))
    print(f"{len(output) / seconds / 1e6:.0f} MB/s")


def test_output_comes_at_once(guest: Guest) -> None:
    stream = guest.client.start("while read x < /dev/zero; do :; done; echo first; sleep 30")
    guest.client.send(t="signal", s=stream, signum=signal.SIGKILL)
    stream = guest.client.start("for i in 1 2 3 4 5 6 7 8 9; do date +%s%N; sleep 0.02; done")
    delays = []
    while stream not in guest.client.exits:
        before = len(guest.client.output[stream])
        message = guest.client.receive()
        now = time.time_ns()
        guest.client._note(message)
        for line in guest.client.output[stream][before:].split():
            delays.append((now - int(line)) / 1e6)
    delays.sort()
    print("median delay in ms:", delays[len(delays) // 2])
    assert delays[len(delays) // 2] < 20


def test_many_commands_at_once(guest: Guest) -> None:
    streams = [guest.client.start(f"seq 1 2000; exit {number}") for number in range(30)]
    for number, stream in enumerate(streams):
        assert guest.client.finish(stream) == (number, 0)
        assert guest.client.output[stream].count(b"\n") == 2000


def test_a_signal_reaches_the_whole_group(guest: Guest) -> None:
    stream = guest.client.start("sleep 1000 & echo here; wait")
    guest.client.until(stream, "here")
    guest.client.send(t="signal", s=stream, signum=signal.SIGTERM)
    assert guest.client.finish(stream) == (0, signal.SIGTERM)
    assert guest.client.run("ps -eo args | grep -c '[s]leep 1000$' || true").strip() == "0"


def test_a_signal_right_after_the_start_is_not_lost(guest: Guest) -> None:
    stream = guest.client.start("sleep 1000")
    guest.client.send(t="signal", s=stream, signum=signal.SIGKILL)
    assert guest.client.finish(stream) == (0, signal.SIGKILL)


def test_a_child_that_holds_the_pipe_does_not_hold_the_exit(guest: Guest) -> None:
    started = time.monotonic()
    stream = guest.client.start("(sleep 1; echo late; sleep 1000) & echo early")
    assert guest.client.finish(stream) == (0, 0)
    assert time.monotonic() - started < 0.9
    assert guest.client.output[stream] == b"early\n"
    guest.client.until(stream, "late")
    guest.client.send(t="signal", s=stream, signum=signal.SIGKILL)


def test_a_chatty_child_does_not_hold_the_exit(guest: Guest) -> None:
    stream = guest.client.start("yes & sleep 0.2")
    assert guest.client.finish(stream) == (0, 0)
    guest.client.send(t="signal", s=stream, signum=signal.SIGKILL)


def test_environment_directory_and_standard_input(guest: Guest) -> None:
    text = guest.client.run("pwd; echo $A; cat | wc -c; echo $HOME $USER", env={"A": "ä b"}, cwd="/tmp")
    assert text.splitlines() == ["/tmp", "ä b", "0", "/root root"]


def test_a_command_runs_as_its_user(guest: Guest) -> None:
    text = guest.client.run("id -un; id -u; echo $HOME; cat /proc/self/oom_score_adj", user="nobody")
    assert text.splitlines() == ["nobody", "65534", "/nonexistent", "0"]


def test_a_command_is_not_protected_and_inherits_nothing(guest: Guest) -> None:
    text = guest.client.run("cat /proc/self/oom_score_adj; ls /proc/self/fd; ulimit -n; umask")
    assert text.split() == ["0", "0", "1", "2", "3", "1024", "0022"]


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"script": ["no-such-program"]}, "not found"),
        ({"script": "true", "cwd": "/no/such"}, "/no/such"),
        ({"script": "true", "user": "no-such-user"}, "no-such-user"),
        ({"script": []}, "no command"),
    ],
)
def test_what_cannot_run_says_why(guest: Guest, request_: dict[str, object], said: str) -> None:
    more = {key: value for key, value in request_.items() if key != "script"}
    stream = guest.client.start(request_["script"], **more)  # type: ignore[arg-type]
    assert guest.client.finish(stream) == (-1, 0)
    assert said in guest.client.output[stream].decode()


def test_silence_between_quiesce_and_resume(guest: Guest) -> None:
    client = guest.client
    stream = client.start("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; sleep 0.3; echo end")
    client.until(stream, "line 10")
    client.quiesce()
    assert client.quiet(0.5)
    client.hello()
    assert client.quiet(0.2)
    assert client.resume()["t"] == "resumed"
    assert client.finish(stream) == (0, 0)
    assert client.output[stream] == b"".join(b"line %d\n" % n for n in range(3000)) + b"end\n"


def test_no_command_starts_before_the_resume(guest: Guest) -> None:
    guest.client.quiesce()
    stream = guest.client.start("true")
    assert guest.client.finish(stream) == (-1, 0)
    assert guest.client.resume()["t"] == "resumed"
    guest.client.run("true")


def test_a_resume_without_a_seed_fails_and_keeps_the_silence(guest: Guest) -> None:
    guest.client.quiesce()
    guest.client.send(t="resume", time_ns=time.time_ns(), seed=b"short", host="")
    answer = guest.client.wait("resumed", "failed")
    assert (answer["t"], answer["re"]) == ("failed", "resume")
    stream = guest.client.start("true")
    assert guest.client.finish(stream) == (-1, 0)


def test_another_host_goes_on_where_the_first_left(guest: Guest) -> None:
    client = guest.client
    stream = client.start("sleep 0.3; echo for the next host; sleep 0.1")
    client.quiesce()
    client.reconnect()
    client.hello()
    assert client.resume()["t"] == "resumed"
    assert client.finish(stream) == (0, 0)
    assert client.output[stream] == b"for the next host\n"


def test_a_number_used_again_belongs_to_the_new_command(guest: Guest) -> None:
    client = guest.client
    client.send(t="exec", s=7, argv=["sh", "-c", "sleep 0.2; echo old"], env={}, cwd="/", user="root")
    client.wait("started")
    client.send(t="exec", s=7, argv=["sh", "-c", "echo new; sleep 0.5"], env={}, cwd="/", user="root")
    assert client.finish(7) == (0, 0)
    assert client.output[7] == b"new\n"


def test_the_host_name_is_set(guest: Guest) -> None:
    guest.client.send(t="resume", time_ns=time.time_ns(), seed=bytes(64), host="fork-1")
    assert guest.client.wait("resumed", "failed")["t"] == "resumed"
    assert guest.client.run("cat /proc/sys/kernel/hostname").strip() == "fork-1"


def test_an_unknown_message_is_ignored(guest: Guest) -> None:
    guest.client.send(t="from-the-future", what=[1, {"a": 2}])
    assert guest.client.wait("log")["level"] == "warning"
    guest.client.run("true")


@pytest.mark.parametrize(
    "bytes_", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x00\x10\x00\x01", b"\x00\x00\x00\x01\xc1"]
)
def test_nonsense_ends_the_agent(guest: Guest, bytes_: bytes) -> None:
    guest.client.send_raw(bytes_)
    assert guest.process.wait(10) != 0
    assert "protocol" in guest.log.read_text()


def test_a_terminal_has_a_size_and_is_typed_into(guest: Guest) -> None:
    client = guest.client
    stream = client.start(["/bin/bash", "--norc", "-i"], env={"PS1": "> ", "TERM": "dumb"}, tty=[30, 101])
    client.until(stream, "> ")
    client.send(t="input", s=stream, data=b"stty size; test -t 0 && test -t 2 && echo yes-a-terminal\n")
    client.until(stream, "30 101")
    client.until(stream, "yes-a-terminal\r\n")
    client.send(t="window", s=stream, tty=[11, 22])
    client.send(t="input", s=stream, data=b"stty size\n")
    client.until(stream, "11 22")
    # ^C ends what runs in it, and not the shell.
    client.send(t="input", s=stream, data=b"sh -c 'echo begun; exec sleep 60'\n")
    client.until(stream, "begun\r\n")
    client.send(t="input", s=stream, data=b"\x03")
    # What is typed before the terminal has dealt with ^C goes with it.
    client.until(stream, "^C\r\n> ")
    client.send(t="input", s=stream, data=b"exit 7\n")
    assert client.finish(stream) == (7, 0)


def test_what_is_typed_before_the_command_runs_is_not_lost(guest: Guest) -> None:
    client = guest.client
    for _ in range(20):
        stream = client.start("read line; echo got $line; stty size", tty=[24, 80])
        client.send(t="window", s=stream, tty=[10, 20])
        client.send(t="input", s=stream, data=b"this\n")
        assert client.finish(stream) == (0, 0)
        assert b"got this" in client.output[stream]
        assert b"10 20" in client.output[stream]


def test_much_that_is_typed_is_not_lost(guest: Guest) -> None:
    client = guest.client
    stream = client.start("stty raw -echo; echo ready; head -c 200000 | sha1sum", tty=[24, 80])
    client.until(stream, "ready")
    data = bytes(range(256)) * 1000
    for start in range(0, 200_000, 1000):
        client.send(t="input", s=stream, data=data[start : start + 1000])
    assert client.finish(stream) == (0, 0)
    assert hashlib.sha1(data[:200_000]).hexdigest().encode() in bytes(client.output[stream])


def test_a_command_without_a_terminal_takes_no_input(guest: Guest) -> None:
    stream = guest.client.start("cat; echo end")
    guest.client.send(t="input", s=stream, data=b"x")
    guest.client.send(t="window", s=stream, tty=[1, 2])
    assert guest.client.finish(stream) == (0, 0)
    assert bytes(guest.client.output[stream]) == b"end\n"
