"""Lines that were made beforehand: details, reasons."""

from __future__ import annotations

from collections.abc import Sequence

from layer_tui.pieces import Line
from layer_tui.widgets.pieces_view import PiecesView


class LinesView(PiecesView, can_focus=True):
    """Shows the lines that it was given last."""

    HELP = "Lines to read: arrow keys, PageUp and PageDown scroll."

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.changed()

    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def line(self, number: int, width: int) -> Line:
        """One of them."""
        return self._lines[number]
