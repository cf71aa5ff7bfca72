"""Memory and disk."""

from __future__ import annotations

import os
import re
from pathlib import Path

from layer_cache.state import State
from layer_runner.doctor.findings import Finding

_MEMORY = Path("/proc/meminfo")

#: A machine has 1 GB unless its Layerfile says otherwise, and QEMU takes some 100 MB more.
NEEDED_MEMORY = 1280 * 1024**2

#: An image takes 0.5 GB, what is needed to build it as much again, and a step 10 to 100 MB.
NEEDED_DISK = 2 * 1024**3


def memory() -> Finding:
    """Whether a machine fits into what is free."""
    try:
        told = re.search(r"^MemAvailable:\s*(\d+) kB", _MEMORY.read_text(), re.MULTILINE)
    except OSError:
        told = None
    if told is None:
        return Finding("memory", True, "what is free cannot be told here")
    free = int(told[1]) * 1024
    found = f"{free / 1024**3:.1f} GB free"
    if free < NEEDED_MEMORY:
        return Finding("memory", False, found, "end other programs, or write MEMORY 512M into the Layerfile")
    return Finding("memory", True, found)


def disk(state: State) -> Finding:
    """Whether there is room for an image and some snapshots, where they may be written."""
    folder = state.root
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        return Finding("disk", False, f"{state.root} cannot be written", "set LAYER_STATE_DIR")
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    found = f"{free // 1024**3} GB free at {state.root}"
    if free < NEEDED_DISK:
        return Finding("disk", False, found, "free at least 2 GB (`layer cache gc`), or set LAYER_STATE_DIR")
    return Finding("disk", True, found)
