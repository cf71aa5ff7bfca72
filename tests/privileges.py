"""Root without the right to read and write whatever it likes, for tests of files that may not be read or written."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

#: capabilities(7): CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, as bits.
_OVERRIDES = 1 << 1 | 1 << 2
#: _LINUX_CAPABILITY_VERSION_3, of which the sets have two halves of 32 bits: effective, permitted and inheritable each.
_VERSION = 0x20080522


@contextmanager
def modes_count() -> Iterator[None]:
    """Meanwhile the modes of files count for this thread, even if it is root's."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    before = (ctypes.c_uint32 * 6)()
    if libc.capget(header, before) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    without = (ctypes.c_uint32 * 6)(*before)
    without[0] &= ~_OVERRIDES & 0xFFFFFFFF
    _set(libc, header, without)
    try:
        yield
    finally:
        _set(libc, header, before)


def _set(libc: ctypes.CDLL, header: ctypes.Array[ctypes.c_uint32], sets: ctypes.Array[ctypes.c_uint32]) -> None:
    if libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
