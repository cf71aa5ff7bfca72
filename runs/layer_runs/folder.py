"""What a run leaves in its folder, and whether it is still writing there.

    runs/ID/events.ndjson                 all events
    runs/ID/step-NUMBER-line-LINE.log     what that step printed, byte for byte

A run holds a lock (flock) on its event log for as long as it goes on. The kernel frees it with the process, however
that ends: a log that does not end and is not locked is that of a run that died.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import IO, TextIO

#: Version of the event log. Fields and events are only ever added; a change of meaning raises it.
VERSION = 1

EVENTS = "events.ndjson"


def run_id(now: float | None = None) -> str:
    """A new run's id: sorts by time, to the millisecond, and is unique on this machine."""
    now = time.time() if now is None else now
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
    return f"{stamp}-{int(now % 1 * 1000):03}{os.urandom(3).hex()}"


def create_log(folder: Path) -> TextIO:
    """The event log of a new run, locked until it is closed. Makes the folder, for its owner only."""
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    path = folder / EVENTS
    unlocked = path.with_suffix(".new")
    # A file name that is not UTF-8 becomes JSON's own escape for its odd bytes.
    file = unlocked.open("w", encoding="utf-8", errors="backslashreplace")
    fcntl.flock(file, fcntl.LOCK_EX)
    # It appears locked, or a reader that comes early would take the run for dead.
    os.replace(unlocked, path)
    return file


def is_written(log: IO[bytes]) -> bool:
    """Whether the run whose event log this is, open for reading, still goes on."""
    try:
        fcntl.flock(log, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(log, fcntl.LOCK_UN)
    return False


def step_log(number: int, line: int) -> str:
    """The name of the file with what step `number`, at `line`, printed."""
    return f"step-{number}-line-{line}.log"


def logs_of(folder: Path, number: int) -> list[Path]:
    """The files with what step `number` printed: none if it printed nothing."""
    return sorted(folder.glob(f"step-{number}-line-*.log"))


def run_ids(runs: Path) -> list[str]:
    """The ids of all runs in the folder `runs`, oldest first."""
    try:
        names = os.listdir(runs)
    except FileNotFoundError:
        return []
    return sorted(name for name in names if (runs / name / EVENTS).exists())
