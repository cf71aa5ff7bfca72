"""The disks with the directories of CACHE: whose they are, what they take, and which nobody wants any more."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from layer_cache.keeping.worth import FORGOTTEN
from layer_cache.state import State


@dataclass(frozen=True, slots=True)
class Kept:
    """The directories of one Layerfile of the project at `root`: `bytes` on the disk, `used` in seconds since 1970."""

    path: Path
    root: str
    layerfile: str
    bytes: int
    used: float


def kept(state: State) -> list[Kept]:
    """All that there are, the largest first."""
    found = []
    for path in state.caches.glob("*.raw"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            about = json.loads(path.with_suffix(".json").read_bytes())
            status = path.stat()
            found.append(
                Kept(path, str(about["root"]), str(about["layerfile"]), status.st_blocks * 512, status.st_mtime)
            )
    return sorted(found, key=lambda one: (-one.bytes, one.path))


def remove_forgotten(state: State, now: float) -> int:
    """Remove those that were not used for a month, or whose project is gone; the bytes that this freed.

    What a run uses stays: it holds a lock on the file.
    """
    freed = 0
    for one in kept(state):
        if now - one.used <= FORGOTTEN and os.path.isdir(one.root):
            continue
        with contextlib.suppress(OSError), one.path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            one.path.unlink()
            one.path.with_suffix(".json").unlink(missing_ok=True)
            freed += one.bytes
    return freed
