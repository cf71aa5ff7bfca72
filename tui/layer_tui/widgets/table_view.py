"""A table: rows with names, drawn by whoever shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from layer_tui.pieces import Line
from layer_tui.widgets.cursor_view import CursorView

#: The row with a number, and the names of the columns, in a width.
Draw = Callable[[int, int], Line]
Heading = Callable[[int], Line]


class TableView(CursorView[str]):
    """Shows the rows that it was given last."""

    HELP = "A table: arrow keys, PageUp and PageDown choose a row."

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._names: tuple[str, ...] = ()
        self._draw: Draw = lambda _number, _width: ()
        self._heading: Heading = lambda _width: ()

    def show(self, names: Sequence[str], draw: Draw, heading: Heading) -> None:
        """Show these rows."""
        self._names, self._draw, self._heading = tuple(names), draw, heading
        self.changed()

    def count(self) -> int:
        """How many rows there are."""
        return len(self._names)

    def key(self, number: int) -> str:
        """The name of a row."""
        return self._names[number]

    def line(self, number: int, width: int) -> Line:
        """A row."""
        return self._draw(number, width)

    def fixed_line(self, number: int, width: int) -> Line:
        """The names of the columns."""
        return self._heading(width)
