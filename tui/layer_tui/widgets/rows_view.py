"""The steps of a run or of a plan, with a cursor on one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from layer_tui.pieces import Line
from layer_tui.rows import Key, Row, active, rows
from layer_tui.seen import Seen
from layer_tui.widgets.cursor_view import CursorView

Cells = Callable[[Row, Seen, int], Line]
Heading = Callable[[int], Line]


class RowsView(CursorView[Key]):
    """Rows of a run; the cursor follows what is active until a person moves it."""

    HELP = """\
The steps of a run, of all its Layerfiles, in order.

- `✓` cached  `✔` ran  `▶` running  `✗` failed  `-` skipped  `·` waiting  `»` a restored machine
- *time* of a cached step has a minus: it was saved
- *snapshot* is how long the machine was paused, *weighs* what was written
- the arrow keys choose a step; a key named below shows its log, its reasons or its shards.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "unfold", "Shards of a step", show=False, id="rows.unfold", tooltip="Show or hide its shards"),
        Binding("f", "follow", "Follow", show=False, id="rows.follow", tooltip="Go to what runs, and stay with it"),
    ]

    def __init__(self, heading: Heading, cells: Cells, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._heading = heading
        self._cells = cells
        self._seen = Seen()
        self._rows: tuple[Row, ...] = ()
        self._unfolded: frozenset[int] = frozenset()
        self.follows = True

    @property
    def row(self) -> Row | None:
        """The row with the cursor."""
        return self._rows[self.index] if self._rows else None

    def key(self, number: int) -> Key:
        """What a row is about."""
        return self._rows[number].key

    def show(self, seen: Seen) -> None:
        """Show a run."""
        if seen.run is not self._seen.run:
            self._rows = rows(seen.run, self._unfolded)
        self._seen = seen
        if self.follows:
            self._go(active(seen.run) or self._key)
        self.changed()

    def use(self, heading: Heading, cells: Cells) -> None:
        """Draw in another way from now on."""
        self._heading, self._cells = heading, cells
        self.refresh()

    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def line(self, number: int, width: int) -> Line:
        """A row."""
        return self._cells(self._rows[number], self._seen, width)

    def fixed_line(self, number: int, width: int) -> Line:
        """The names of the columns."""
        return self._heading(width)

    def select(self, key: Key) -> None:
        """Put the cursor on a row, as a person would."""
        self.follows = False
        super().select(key)

    def is_chosen(self, number: int) -> bool:
        """Whether a person put the cursor there."""
        return super().is_chosen(number) and not self.follows

    def action_unfold(self) -> None:
        """Show or hide the shards of the step with the cursor."""
        row = self.row
        if row is not None and row.step is not None and len(row.step.executions) > 1:
            self._unfolded ^= {row.step.number}
            self._rows = rows(self._seen.run, self._unfolded)
            self.select(("step", row.step.number, 0))
            self.changed()

    def action_follow(self) -> None:
        """Go to what is active, and stay with it."""
        self.follows = True
        self._go(active(self._seen.run) or self._key)
