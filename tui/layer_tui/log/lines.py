"""Where the lines of a log are: the only thing that is kept of it."""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Protocol

#: Bytes that are looked through at once: some hundredths of a second.
CHUNK = 4 * 1024**2
#: Bytes of a line that are shown.
LONGEST = 16 * 1024

_END = re.compile(rb"\n")


class Lines(Protocol):
    """Numbered lines, of which there may be more later."""

    @property
    def count(self) -> int:
        """How many there are, with one that has no end yet."""

    @property
    def whole(self) -> int:
        """How many have an end."""

    @property
    def longest(self) -> int:
        """Bytes of the longest one, at most `LONGEST`."""

    def extend(self) -> bool:
        """Look for more, in one piece of what is new; whether there was any."""

    def block(self, start: int, stop: int) -> list[bytes]:
        """The lines from `start` up to `stop`, without their ends; of long ones the begin."""


class FileLines:
    """The lines of a file, which need not be there yet: `find` names it when it is. To be closed."""

    def __init__(self, find: Callable[[], Path | None]) -> None:
        self._find = find
        self._file: int | None = None
        self._starts = array("Q", [0])
        self._size = 0
        self.longest = 0
        self.path: Path | None = None

    @property
    def count(self) -> int:
        """How many there are, with one that has no end yet."""
        return len(self._starts) - (self._starts[-1] == self._size)

    @property
    def whole(self) -> int:
        """How many have an end."""
        return len(self._starts) - 1

    def extend(self) -> bool:
        """Look for more, at most `CHUNK` bytes; whether there was any."""
        if self._file is None:
            self.path = self._find()
            if self.path is None:
                return False
            self._file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        data = os.pread(self._file, CHUNK, self._size)
        if not data:
            return False
        before = len(self._starts) - 1
        offset = self._size
        self._starts.extend([offset + match.end() for match in _END.finditer(data)])
        self._size += len(data)
        self.longest = max(self.longest, self._longest_from(before))
        return True

    def _longest_from(self, line: int) -> int:
        if self.longest >= LONGEST:
            return LONGEST
        starts = self._starts[line:]
        starts.append(self._size)
        return min(LONGEST, max((end - begin for begin, end in pairwise(starts)), default=0))

    def block(self, start: int, stop: int) -> list[bytes]:
        """The lines from `start` up to `stop`, without their ends; of long ones the begin."""
        stop = min(stop, self.count)
        if self._file is None or start >= stop:
            return []
        starts = self._starts
        begin, end = starts[start], starts[stop] if stop < len(starts) else self._size
        if end - begin <= CHUNK:
            pieces = os.pread(self._file, end - begin, begin).split(b"\n")
            return [piece[:LONGEST] for piece in pieces[: stop - start]]
        return [self._one(line) for line in range(start, stop)]

    def _one(self, line: int) -> bytes:
        assert self._file is not None
        begin = self._starts[line]
        end = self._starts[line + 1] - 1 if line + 1 < len(self._starts) else self._size
        return os.pread(self._file, min(end - begin, LONGEST), begin)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class TextLines:
    """The lines of a text, which another one may replace: the end of what a shard printed has no file."""

    path: Path | None = None

    def __init__(self, text: str = "") -> None:
        self._lines: list[bytes] = []
        self._new = False
        self.longest = 0
        self.put(text)

    def put(self, text: str) -> None:
        """Replace the text."""
        self._lines = text.encode("utf-8", "replace").removesuffix(b"\n").split(b"\n") if text else []
        self.longest = min(LONGEST, max(map(len, self._lines), default=0))
        self._new = True

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._lines)

    @property
    def whole(self) -> int:
        """None is whole: each may be another one next time."""
        return 0

    def extend(self) -> bool:
        """Whether the text was replaced."""
        new, self._new = self._new, False
        return new

    def block(self, start: int, stop: int) -> list[bytes]:
        """The lines from `start` up to `stop`; of long ones the begin."""
        return [line[:LONGEST] for line in self._lines[start:stop]]

    def close(self) -> None:
        """Nothing is open."""
