"""How many rows of the screen each line takes, and which line a row belongs to."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable

from rich.cells import cell_len

from layer_tui.log.cleaning import plain


def height(line: bytes, width: int) -> int:
    """Rows that a line takes where each has `width` cells."""
    # No character has more cells than bytes, but for a tab.
    if len(line) <= width and b"\t" not in line:
        return 1
    return max(1, -(-cell_len(plain(line)) // width))


class Rows:
    """The first row of each line, for lines that come in order. The last line may be replaced."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._ends = array("Q")

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._ends)

    @property
    def count(self) -> int:
        """How many rows they take."""
        return self._ends[-1] if self._ends else 0

    def add(self, block: Iterable[bytes]) -> None:
        """Add lines."""
        end = self.count
        for line in block:
            end += height(line, self.width)
            self._ends.append(end)

    def cut(self, lines: int) -> None:
        """Forget all lines but the first ones."""
        del self._ends[lines:]

    def line_at(self, row: int) -> tuple[int, int]:
        """The line that has `row`, and which of its rows that is."""
        line = bisect_right(self._ends, row)
        return line, row - self.row_of(line)

    def row_of(self, line: int) -> int:
        """The first row of a line."""
        return self._ends[line - 1] if line else 0
