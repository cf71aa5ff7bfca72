"""The buttons that a run waits at: `runs/ID/button-NUMBER`, a named pipe while step NUMBER waits to be pressed; after
SPLIT `button-NUMBER-SHARD`, one for each machine that waits.
"""

from __future__ import annotations

import os
from pathlib import Path

from layer_runs.folder import Shard


def button_of(folder: Path, step: int, shard: Shard = None) -> Path:
    """Where the button of a step is while it waits."""
    return folder / (f"button-{step}" if shard is None else f"button-{step}-{shard}")


def press(folder: Path) -> int:
    """Press all buttons that the run in `folder` waits at; how many there were."""
    count = 0
    for path in sorted(folder.glob("button-*")):
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            # Nobody reads it: what a killed run left, or it was pressed just now.
            continue
        try:
            os.write(descriptor, b"\n")
            count += 1
        finally:
            os.close(descriptor)
    return count
