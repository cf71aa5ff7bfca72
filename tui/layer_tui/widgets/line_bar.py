"""One line that is not scrolled: a title, a status."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
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

    @property
    def left(self) -> Line:
        """What is shown on the left."""
        return self._left

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
        """The right end stays where it is; what has no room on the left is cut off."""
        width = self.size.width
        room = max(0, width - sum(cell_len(text) for text, _ in self._right))
        left = self._left
        if sum(cell_len(text) for text, _ in left) > room:
            left = (*_cut(left, max(0, room - 2)), ("… ", "dim"))
        strips = [self._strip(left, room, False), self._strip(self._right, width - room, False)]
        return Strip.join(strips).crop(0, width)


def _cut(line: Line, width: int) -> Line:
    pieces = []
    for text, style in line:
        if width > 0:
            pieces.append((set_cell_size(text, min(width, cell_len(text))), style))
        width -= cell_len(text)
    return tuple(pieces)
