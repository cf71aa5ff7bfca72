"""Signals, to a process that does nothing but wait."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

_WAITS = """
import asyncio, sys
from layer_runner.run import interrupts
interrupts.GRACE = float(sys.argv[2])
async def work():
    try:
        print("ready", flush=True)
        await asyncio.sleep(60)
    finally:
        print("ending", flush=True)
        if sys.argv[1] == "slow":
            await asyncio.sleep(60)
        print("ended", flush=True)
try:
    asyncio.run(interrupts.interruptible(work(), lambda: print("at once", flush=True)))
except interrupts.Interrupted:
    sys.exit(7)
"""


def start(how: str, grace: float = 60.0) -> subprocess.Popen[str]:
    """A process that has begun to wait."""
    command = [sys.executable, "-c", _WAITS, how, str(grace)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_ends_the_work_in_order(number: signal.Signals) -> None:
    process = start("quick")
    process.send_signal(number)
    assert process.communicate(timeout=30)[0] == "ending\nended\n"
    assert process.returncode == 7


def test_the_second_does_not_wait_for_it() -> None:
    process = start("slow")
    process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    assert process.stdout.readline() == "ending\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[0] == "at once\n"
    assert process.returncode == 130


def test_what_does_not_end_in_time_is_ended() -> None:
    process = start("slow", 0.2)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[0] == "ending\nat once\n"
    assert process.returncode == 130


def test_what_whoever_started_it_ignores_stays_ignored(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(_WAITS.replace("await asyncio.sleep(60)", "await asyncio.sleep(0.5)", 1))
    process = subprocess.Popen(
        ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, str(script), "quick", "60"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
