"""Digests of files that were hashed before, remembered by what stat says of the file."""

from __future__ import annotations

import os
from typing import NamedTuple, Protocol

#: Nanoseconds that a file must have been left alone before its digest is remembered: a second
#: change within the same tick of the file system's clock would leave no trace in the times. Two
#: seconds is the coarsest clock (FAT).
SETTLED = 2_000_000_000
#: SQLite's integers have a sign.
_SIGNED = (1 << 63) - 1


class Stamp(NamedTuple):
    """What changes when a file does: size in bytes, times in nanoseconds since 1970."""

    size: int
    mtime: int
    ctime: int
    inode: int


def stamp(status: os.stat_result) -> Stamp:
    """The stamp of a file."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino & _SIGNED)


def settled(of: Stamp, now: int) -> bool:
    """Whether a file read at `now` (nanoseconds) cannot change any more without its stamp
    changing.
    """
    return max(of.mtime, of.ctime) + SETTLED < now


class DigestStore(Protocol):
    """Remembers digests between processes; only a cache, so what cannot be kept is dropped."""

    def load(self, root: str) -> None:
        """Read what is known of the tree `root`, which `find` would do at its first question."""

    def find(self, root: str, path: str, of: Stamp) -> str | None:
        """The digest of the file `path` in the tree `root`, if it is known in this state."""

    def keep(self, root: str, path: str, of: Stamp, digest: str) -> None:
        """Remember a digest, in memory until `flush`."""

    def flush(self) -> None:
        """Write what was kept. Never raises: whoever only predicts needs no writable store."""
