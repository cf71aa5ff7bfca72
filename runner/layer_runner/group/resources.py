"""What this machine has to give: cores, and memory that is free.

What a container may have counts, too, where the kernel says so (control groups, version 2:
https://docs.kernel.org/admin-guide/cgroup-v2.html).
"""

from __future__ import annotations

import os
from pathlib import Path

#: Bytes that a run takes beside its machine's memory: QEMU's own, and the process that drives it.
OVERHEAD = 192 * 1024**2

_PROC = Path("/proc")
_GROUPS = Path("/sys/fs/cgroup")


def cores() -> int:
    """Cores that this process may use."""
    return max(1, len(os.sched_getaffinity(0)))


def free_memory(proc: Path = _PROC, groups: Path = _GROUPS) -> int:
    """Bytes that can be taken without pushing anything out; more than any machine has, where nobody says."""
    found = [_available(proc), *(_left(folder) for folder in _own_groups(proc, groups))]
    return max(0, min(found))


def _available(proc: Path) -> int:
    try:
        for line in (proc / "meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return 2**62


def _own_groups(proc: Path, groups: Path) -> list[Path]:
    """The control group of this process and all around it."""
    try:
        lines = (proc / "self" / "cgroup").read_text().splitlines()
    except OSError:
        return []
    path = next((line.removeprefix("0::").strip("/") for line in lines if line.startswith("0::")), None)
    if path is None or ".." in path.split("/"):
        return [groups]
    folder = groups / path
    return [each for each in (folder, *folder.parents) if each == groups or groups in each.parents]


def _left(folder: Path) -> int:
    """What a control group may still take: its limit, without what it has, but for files that can be dropped."""
    try:
        limit = int((folder / "memory.max").read_text())
        used = int((folder / "memory.current").read_text())
        counts = dict(line.split(None, 1) for line in (folder / "memory.stat").read_text().splitlines())
        return limit - used + int(counts.get("inactive_file", 0))
    except (OSError, ValueError):
        # `max`: no limit; or no such group.
        return 2**62
