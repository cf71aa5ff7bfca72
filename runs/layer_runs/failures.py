"""What a run asks where a step has failed: `runs/ID/failure-STEP` (`failure-STEP-shard-SHARD`), a named pipe while it
waits for an answer. One is asked at a time, so at most one is there that anybody reads.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from layer_runs.folder import Shard

#: What can be answered from anywhere; who sits at the run's own terminal can also open a shell, and an editor.
Answer = Literal["retry", "continue", "keep", "quit"]

ANSWERS: tuple[Answer, ...] = ("retry", "continue", "keep", "quit")

_PREFIX = "failure-"


def failure_of(folder: Path, step: int, shard: Shard) -> Path:
    """Where a step that failed is answered while it waits."""
    return folder / f"{_PREFIX}{step}{'' if shard is None else f'-shard-{shard}'}"


def answer(folder: Path, word: Answer) -> bool:
    """Answer what the run in `folder` asks now; whether it asks anything."""
    for path in sorted(folder.glob(f"{_PREFIX}*")):
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            # Nobody reads it: what a killed run left, or it was answered just now.
            continue
        try:
            os.write(descriptor, f"{word}\n".encode())
            return True
        finally:
            os.close(descriptor)
    return False
