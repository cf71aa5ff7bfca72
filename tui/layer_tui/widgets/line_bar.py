"""One line that is not scrolled: a title, a status."""

from __future__ import annotations

from textual.strip import Strip

from layer_tui.pieces import Line
from layer_tui.widgets.pieces_view import PiecesView


class LineBar(PiecesView):
    """Shows pieces on one line, and others at its right end."""

    DEFAULT_CSS = """
    LineBar { height: 1; overflow: hidden hidden; }
    LineBar.title { background: $panel; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._left: Line = ()
        self._right: Line = ()

    def show(self, left: Line, right: Line = ()) -> None:
        """Show these; what does not fit on the left is cut off."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def count(self) -> int:
        """One line."""
        return 1

    def line(self, number: int, width: int) -> Line:
        """Left and right, without the room between."""
        return (*self._left, ("  ", ""), *self._right)

    def render_line(self, y: int) -> Strip:
        """The right end stays where it is."""
        width = self.size.width
        right = self._strip(self._right, sum(len(text) for text, _ in self._right), False)
        right = right.crop(0, width)
        left = self._strip(self._left, max(0, width - right.cell_length), False)
        return Strip.join([left, right])
