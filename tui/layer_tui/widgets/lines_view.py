"""Lines that were made beforehand: details, reasons."""

from __future__ import annotations

from collections.abc import Sequence

from layer_tui.pieces import Line, wrapped
from layer_tui.widgets.pieces_view import PiecesView


class LinesView(PiecesView, can_focus=True):
    """Shows the lines that it was given last."""

    HELP = "Lines to read: arrow keys, PageUp and PageDown scroll."

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = ()
        self._rows: tuple[Line, ...] = ()
        self._width = 0

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._width = 0
            self.changed()

    def changed(self) -> None:
        """Wrap the lines, and draw them."""
        width = self.scrollable_content_region.width
        if width != self._width:
            self._width = width
            self._rows = tuple(row for line in self._lines for row in wrapped(line, max(4, width)))
        super().changed()

    def count(self) -> int:
        """How many rows they take."""
        return len(self._rows)

    def line(self, number: int, width: int) -> Line:
        """One of them."""
        return self._rows[number]
