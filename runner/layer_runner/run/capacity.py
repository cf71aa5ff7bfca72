"""How many machines may run at once: decided from what the host has, before any starts."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

#: Machines for each of the host's processors. Most shards wait for most of their time: for services, packages, sleep.
PER_PROCESSOR = 3

#: Bytes that are left to the host: QEMU's own memory, and the file system's cache that forks share.
RESERVE = 1024**3

#: Names the number itself.
VARIABLE = "LAYER_MACHINES"

_AVAILABLE = re.compile(r"^MemAvailable:\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Host:
    """What there is for machines: processors, bytes of memory that nobody uses, and what a person said."""

    processors: int
    available: int
    wanted: int | None = None


def room(host: Host, memory: int) -> int:
    """How many machines with `memory` bytes each may run at once, at least one.

    A fork begins with next to none of its memory, but may come to use it all.
    """
    if host.wanted is not None:
        return max(1, host.wanted)
    fitting = (host.available - RESERVE) // memory
    return max(1, min(host.processors * PER_PROCESSOR, fitting))


def this_host() -> Host:
    """What this machine has now."""
    wanted = os.environ.get(VARIABLE, "")
    return Host(
        processors=len(os.sched_getaffinity(0)),
        available=_available(),
        wanted=int(wanted) if wanted.isascii() and wanted.isdigit() else None,
    )


def _available() -> int:
    """Bytes; see MemAvailable in https://docs.kernel.org/filesystems/proc.html."""
    found = _AVAILABLE.search(Path("/proc/meminfo").read_text())
    return int(found[1]) * 1024 if found else 0
