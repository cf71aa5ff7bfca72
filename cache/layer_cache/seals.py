"""What a file of a snapshot was when it was written: its size, and a digest that holes do not change."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

#: Bytes that are hashed, or left out because they are all zero, at a time.
_BLOCK = 64 * 1024
_ZERO = bytes(_BLOCK)


class Seal(msgspec.Struct, frozen=True):
    """A file's `size` in bytes and its digest, as `seal` computes it."""

    size: int
    digest: str


def seal(path: Path) -> Seal:
    """The seal of the file as it is now. Raises OSError.

    Memory images are sparse, and a copy of one need not have the same holes: so what is hashed is each block that is
    not all zero, with its offset, and the size.
    """
    state = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        for offset, block in _blocks(file.fileno(), size):
            if block != _ZERO[: len(block)]:
                state.update(offset.to_bytes(8, "little"))
                state.update(block)
    state.update(size.to_bytes(8, "little"))
    return Seal(size, state.hexdigest())


def _blocks(descriptor: int, size: int) -> Iterator[tuple[int, bytes]]:
    """The blocks of a file that are not in its holes, in order."""
    offset = 0
    while offset < size:
        try:
            data = os.lseek(descriptor, offset, os.SEEK_DATA)
        except OSError:
            # ENXIO: only a hole follows.
            return
        hole = os.lseek(descriptor, data, os.SEEK_HOLE)
        # The block in which the data begins; its beginning may be a hole.
        offset = max(offset, data // _BLOCK * _BLOCK)
        while offset < hole:
            block = os.pread(descriptor, _BLOCK, offset)
            if not block:
                return
            yield offset, block
            offset += _BLOCK
