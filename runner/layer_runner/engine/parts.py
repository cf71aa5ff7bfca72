"""What snapshots and restores cost, told apart from the machine so that readers need no libvirt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SnapshotParts:
    """Seconds that the machine stood still and what they went to, and the bytes that the snapshot takes."""

    pause: float
    state: float
    memory: float
    disk: float
    bytes: int


@dataclass(frozen=True, slots=True)
class RestoreParts:
    """Seconds of a restore: the disk's layer, QEMU's start, the pages of deltas, the devices' state."""

    disk: float
    start: float
    memory: float
    state: float
