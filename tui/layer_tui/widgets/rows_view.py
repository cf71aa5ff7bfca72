"""The steps of a run or of a plan, with a cursor on one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from layer_tui.pieces import Line
from layer_tui.rows import Key, Row, active, rows
from layer_tui.seen import Seen
from layer_tui.widgets.pieces_view import PiecesView

Cells = Callable[[Row, Seen, int], Line]
Heading = Callable[[int], Line]


class RowsView(PiecesView, can_focus=True):
    """Rows of a run; the cursor follows what is active until a person moves it."""

    fixed = 1
    HELP = """\
The steps of a run, of all its Layerfiles, in order.

- `✓` cached  `✔` ran  `▶` running  `✗` failed  `-` skipped  `·` waiting  `»` a restored machine
- *time* of a cached step has a minus: it was saved
- *snapshot* is how long the machine was paused, *weighs* what was written
- the arrow keys choose a step; a key named below shows its log, its reasons or its shards.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="rows.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="rows.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="rows.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="rows.page_down"),
        Binding("home,g", "end(-1)", "First", show=False, id="rows.first"),
        Binding("end,G", "end(1)", "Last", show=False, id="rows.last"),
        Binding("enter", "choose", "Open", show=False, id="rows.open"),
        Binding("space", "unfold", "Shards of a step", show=False, id="rows.unfold", tooltip="Show or hide its shards"),
        Binding("f", "follow", "Follow", show=False, id="rows.follow", tooltip="Go to what runs, and stay with it"),
    ]

    class Moved(Message):
        """The cursor is on another row."""

    class Chosen(Message):
        """A row was chosen: enter, or a second click."""

    def __init__(self, heading: Heading, cells: Cells, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._heading = heading
        self._cells = cells
        self._seen = Seen()
        self._rows: tuple[Row, ...] = ()
        self._unfolded: frozenset[int] = frozenset()
        self._key: Key | None = None
        self.follows = True

    @property
    def row(self) -> Row | None:
        """The row with the cursor."""
        return self._rows[self._index] if self._rows else None

    @property
    def _index(self) -> int:
        return next((index for index, row in enumerate(self._rows) if row.key == self._key), 0)

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

    def is_marked(self, number: int) -> bool:
        """Whether the cursor is there."""
        row = self._rows[number]
        return row.key == self._key or (self._key is None and number == 0)

    def select(self, key: Key) -> None:
        """Put the cursor on a row, as a person would."""
        self.follows = False
        self._go(key)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        if self._rows:
            self.select(self._rows[max(0, min(len(self._rows) - 1, self._index + by))].key)

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is on the screen."""
        self.action_move(pages * max(1, self.size.height - self.fixed - 1))

    def action_end(self, direction: int) -> None:
        """Move the cursor to the first or the last row."""
        self.action_move(direction * len(self._rows))

    def action_choose(self) -> None:
        """Choose the row with the cursor."""
        if self.row is not None:
            self.post_message(self.Chosen())

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

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; choose what has it already."""
        number = round(self.scroll_y) + event.y - self.fixed
        if event.y >= self.fixed and number < len(self._rows):
            if self._rows[number].key == self._key and not self.follows:
                self.action_choose()
            else:
                self.select(self._rows[number].key)

    def _go(self, key: Key | None) -> None:
        if key != self._key:
            self._key = key
            self.post_message(self.Moved())
            self.refresh()
        self._into_view()

    def _into_view(self) -> None:
        index, height = self._index, self.size.height - self.fixed
        if height <= 0:
            return
        top = round(self.scroll_y)
        if index < top:
            self.scroll_to(y=index, animate=False, immediate=True)
        elif index >= top + height:
            # The size may not be known to the scrollbar yet.
            self.virtual_size = self.virtual_size.with_height(self.count() + self.fixed)
            self.scroll_to(y=index - height + 1, animate=False, immediate=True)
