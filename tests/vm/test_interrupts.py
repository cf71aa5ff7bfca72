"""^C at any moment, once and twice: the run ends in seconds, and nothing of it is left anywhere."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layer_cache.keeping.inventory import take
from layer_cache.state import State
from tests.vm.conftest import Project

pytestmark = [pytest.mark.vm, pytest.mark.timeout(300)]

Event = dict[str, Any]

#: Writes 100 MB of memory, so that the snapshot after it takes its time.
_DIRTY = "RUN head -c 100M /dev/urandom > /dev/shm/x; echo written"

#: What is run, and the event at which it is interrupted.
MOMENTS: dict[str, tuple[str, Callable[[Event], bool]]] = {
    "begin": ("RUN true\n", lambda event: event["event"] == "run_started"),
    # No snapshot of a booted machine with so much memory is there.
    "boot": ("MEMORY {odd}M\nRUN true\n", lambda event: "booting" in event.get("text", "")),
    "restore": ("RUN true\n", lambda event: event["event"] == "restored"),
    "step": ("RUN echo begun; sleep 300\n", lambda event: event["event"] == "output"),
    "snapshot": (f"{_DIRTY}\n", lambda event: event["event"] == "output"),
    "writing": (f"{_DIRTY}\nRUN true\n", lambda event: event.get("verdict") == "ran" and event["line"] == 3),
    "forks": (
        "RUN true\nSPLIT 3\nRUN sleep 300\n",
        lambda event: event["event"] == "restored" and event.get("shard") == 1,
    ),
    "prompt": ("RUN exit 3\n", lambda event: event["event"] == "failure_waiting"),
}


def left(state: Path, runtime: Path, process: int) -> set[str]:
    """Processes, sockets, mounts and files of a run, and what of it the store does not need."""
    found = {str(path) for path in runtime.iterdir()}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, status = (folder / "cmdline").read_bytes(), (folder / "stat").read_text()
        except OSError:
            continue
        parent = int(status.rpartition(")")[2].split()[1])
        if f"{runtime}/".encode() in command or parent == process:
            found.add(f"process {command.decode(errors='replace')[:80]}")
    for table in ("/proc/net/unix", "/proc/self/mountinfo"):
        found.update(line for line in Path(table).read_text().splitlines() if f"{runtime}/" in line)
    inventory = take(State(state))
    found.update(map(str, inventory.leftovers), inventory.unwanted(), inventory.held)
    found.update(str(path) for path in (state / "locks").glob("lease-*"))
    return found


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("moment", MOMENTS)
def test_nothing_is_left(
    project: Project,
    state: Path,
    runtime: Path,
    moment: str,
    times: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    text, reached = MOMENTS[moment]
    project.layerfile(text.format(odd=600 + times * 8))
    before = left(state, runtime, 0)
    process = project.start("--ask")
    _wait(process, reached)
    began = time.monotonic()
    for _ in range(times):
        process.send_signal(signal.SIGINT)
        # The second must not be merged with the first.
        _wait_until_taken(process.pid)
    _, errors = process.communicate(timeout=60)
    seconds = time.monotonic() - began
    assert (process.returncode, errors) == (130, "")
    assert seconds < (5 if times == 1 else 2), f"it took {seconds:.1f} s"
    # The kernel takes a moment to bury a process that was killed.
    while (gone := left(state, runtime, process.pid) - before) and time.monotonic() < began + seconds + 1:
        os.sched_yield()
    assert not gone
    assert not list(temporary.iterdir())
    assert _last(state)["interrupted"] is True


def _wait(process: subprocess.Popen[str], reached: Callable[[Event], bool]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if reached(json.loads(line)):
            return
    raise AssertionError("that moment never came")


def _wait_until_taken(pid: int) -> None:
    """Until a process has taken the signal that it was sent, or is gone."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return
        pending = [int(line.split()[1], 16) for line in status.splitlines() if line.startswith(("SigPnd", "ShdPnd"))]
        if not any(pending):
            return
        os.sched_yield()


def _last(state: Path) -> Event:
    newest = max((state / "runs").iterdir(), key=lambda path: (path / "events.ndjson").stat().st_mtime)
    event: Event = json.loads((newest / "events.ndjson").read_text().splitlines()[-1])
    return event
