"""`layer logs RUN [STEP]`: what steps printed."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode

from .past import OUTPUT, Past

LAYER = [sys.executable, "-m", "layer_cli"]


def _logs(capfd: pytest.CaptureFixture[bytes], *arguments: str) -> bytes:
    assert cli.main(["logs", *arguments]) == 0
    return capfd.readouterr().out


@pytest.fixture
def capfd(capfdbinary: pytest.CaptureFixture[bytes]) -> pytest.CaptureFixture[bytes]:
    """Bytes, as a pipe gets them."""
    return capfdbinary


def test_a_pipe_gets_the_bytes(past: Past, capfd: pytest.CaptureFixture[bytes]) -> None:
    past.ran("1")
    assert _logs(capfd) == OUTPUT
    assert _logs(capfd, "last", "4") == OUTPUT
    assert _logs(capfd, "1", "3") == b""


def test_all_steps_come_one_after_the_other(past: Past, capfd: pytest.CaptureFixture[bytes]) -> None:
    log = past.begin("1")
    log.output(2, 3, b"make\n")
    log.output(3, 4, b"test\n")
    # Half a character: it has no event.
    log.output(3, 4, "€".encode()[:1])
    log.close()
    assert _logs(capfd) == b"make\ntest\n\xe2"
    assert _logs(capfd, "1", "4") == b"test\n\xe2"


def test_a_parents_step_is_named_with_its_file(past: Past, capfd: pytest.CaptureFixture[bytes]) -> None:
    log = past.begin("1")
    log.emit("step_finished", step=9, line=4, layerfile="base/Layerfile", text="RUN x", verdict="ran", seconds=1.0)
    log.emit("step_finished", step=10, line=9, layerfile="Layerfile", text="RUN y", verdict="ran", seconds=1.0)
    log.output(9, 4, b"of the parent\n")
    log.output(3, 4, b"own\n")
    log.close()
    assert _logs(capfd, "1", "base/Layerfile:4") == b"of the parent\n"
    assert _logs(capfd, "1", "4") == b"own\n"


def test_a_step_that_there_is_not_lists_those_there_are(past: Past, capfd: pytest.CaptureFixture[bytes]) -> None:
    past.ran("1")
    assert cli.main(["logs", "1", "7"]) == ExitCode.USAGE
    assert b"no step of this run starts at 7; steps are at 1, 2, 3, 4" in capfd.readouterr().err


def test_a_terminal_gets_text_that_cannot_drive_it(past: Past) -> None:
    past.ran("1")
    ours, theirs = pty.openpty()
    try:
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        subprocess.run([*LAYER, "logs"], stdout=theirs, check=True, timeout=60, env=environment)
        shown = os.read(ours, 65536).replace(b"\r\n", b"\n").decode()
        subprocess.run([*LAYER, "logs"], stdout=theirs, check=True, timeout=60, env={**environment, "NO_COLOR": "1"})
        plain = os.read(ours, 65536).replace(b"\r\n", b"\n").decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert shown == "▶    4  RUN make test\none\n\x1b[31mred\x1b[0m\n\x1b[0mtwo\ufffd\n"
    assert plain == "▶    4  RUN make test\none\nred\ntwo\ufffd\n"


@pytest.mark.parametrize("dies", [False, True])
def test_following_goes_on_until_the_run_has_ended(past: Past, dies: bool) -> None:
    log = past.begin("1")
    log.output(3, 4, b"first\n")
    command = [*LAYER, "logs", "last", "-f"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as follower:
        assert follower.stdout is not None
        assert follower.stdout.readline() == b"first\n"
        log.output(3, 4, b"second\n")
        assert follower.stdout.readline() == b"second\n"
        log.output(2, 3, b"another step\n")
        assert follower.stdout.readline() == b"another step\n"
        log.output(3, 4, b"last")
        if not dies:
            log.emit("run_finished", ok=True, seconds=6.5, vms_started=1)
        log.close()
        out, err = follower.communicate(timeout=30)
    assert out == b"last"
    assert (b"died after" if dies else b"passed in 6.5 s") in err
    assert follower.returncode == 0
