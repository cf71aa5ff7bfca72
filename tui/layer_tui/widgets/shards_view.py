"""The shards of a step, as a table or as panes, with a cursor on one."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from layer_runs.state import Execution, Step
from layer_runs.usage import Usage
from layer_tui import shard_cells
from layer_tui.pieces import Line
from layer_tui.seen import Seen
from layer_tui.shard_cells import PANE_HEIGHT, PANE_WIDTH
from layer_tui.widgets.pieces_view import PiecesView


class ShardsView(PiecesView, can_focus=True):
    """Shards in rows of panes; a table is one pane of one line to a row."""

    HELP = """\
The shards of a step. The arrow keys choose one, enter shows its log.
Panes show the end of each log; a table has a line for each, and is used where panes have no room.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(0, -1)", "Up", show=False, id="shards.up"),
        Binding("down,j", "move(0, 1)", "Down", show=False, id="shards.down"),
        Binding("left", "move(-1, 0)", "Left", show=False, id="shards.left"),
        Binding("right", "move(1, 0)", "Right", show=False, id="shards.right"),
        Binding("home,g", "end(-1)", "First", show=False, id="shards.first"),
        Binding("end,G", "end(1)", "Last", show=False, id="shards.last"),
        Binding("enter", "choose", "Zoom", show=False, id="shards.zoom"),
    ]

    class Chosen(Message):
        """A shard was chosen."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.panes = False
        self._seen = Seen()
        self._shards: tuple[Execution, ...] = ()
        self._usage: dict[int | None, Usage] = {}
        self._at = 0
        self._drawn: dict[int, list[list[Line]]] = {}

    @property
    def shard(self) -> Execution | None:
        """The shard with the cursor."""
        return self._shards[min(self._at, len(self._shards) - 1)] if self._shards else None

    @property
    def fixed(self) -> int:  # type: ignore[override]
        """The table has a heading."""
        return 0 if self.panes else 1

    def show(self, step: Step, seen: Seen) -> None:
        """Show the shards of a step."""
        self._seen, self._shards = seen, step.executions
        self._usage = {usage.shard: usage for usage in seen.run.usage}
        self._drawn.clear()
        self.changed()

    def show_panes(self, panes: bool) -> None:
        """Show panes, or a table."""
        self.panes = panes
        self._drawn.clear()
        self.changed()
        self._into_view()

    def count(self) -> int:
        """Lines of all of them."""
        if not self.panes:
            return len(self._shards)
        return -(-len(self._shards) // self._columns) * self._height

    def line(self, number: int, width: int) -> Line:
        """A row of the table, or what a row of panes has on one line."""
        whole = max(self._seen.clock, self._seen.run.at)
        if not self.panes:
            shard = self._shards[number]
            return shard_cells.cells(shard, self._seen.clock, whole, width, self._usage.get(shard.shard))
        row, at = divmod(number, self._height)
        return tuple(piece for pane in self._row(row) for piece in pane[at])

    def fixed_line(self, number: int, width: int) -> Line:
        """The names of the columns."""
        return shard_cells.heading(width)

    def is_marked(self, number: int) -> bool:
        """Whether the cursor is there; panes are marked by their heads, and here by their row."""
        if not self.panes:
            return number == self._at
        return self._columns == 1 and number // self._height == self._at

    def action_move(self, across: int, down: int) -> None:
        """Move the cursor."""
        columns = self._columns if self.panes else 1
        self._go(self._at + across + down * columns)

    def action_end(self, direction: int) -> None:
        """Move the cursor to the first or the last one."""
        self._go(direction * len(self._shards))

    def action_choose(self) -> None:
        """Choose the one with the cursor."""
        if self._shards:
            self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; choose what has it already."""
        line = round(self.scroll_y) + event.y - self.fixed
        at = line
        if self.panes:
            at = line // self._height * self._columns + min(self._columns - 1, event.x // self._width)
        if event.y >= self.fixed and 0 <= at < len(self._shards):
            if at == self._at:
                self.action_choose()
            else:
                self._go(at)

    @property
    def _columns(self) -> int:
        return max(1, self.size.width // PANE_WIDTH)

    @property
    def _width(self) -> int:
        return max(1, self.scrollable_content_region.width // self._columns)

    @property
    def _height(self) -> int:
        rows = -(-len(self._shards) // self._columns) or 1
        return max(PANE_HEIGHT, self.size.height // rows)

    def _row(self, row: int) -> list[list[Line]]:
        if row not in self._drawn:
            first = row * self._columns
            shards = self._shards[first : first + self._columns]
            panes = [
                shard_cells.pane(each, self._seen.clock, self._width, self._height, self._usage.get(each.shard))
                for each in shards
            ]
            if first <= self._at < first + len(panes):
                chosen = panes[self._at - first]
                chosen[0] = (
                    ("»", "running"),
                    *((text[1:], style) if i == 0 else (text, style) for i, (text, style) in enumerate(chosen[0])),
                )
            self._drawn[row] = panes
        return self._drawn[row]

    def _go(self, at: int) -> None:
        self._at = max(0, min(len(self._shards) - 1, at))
        self._drawn.clear()
        self._into_view()
        self.refresh()

    def _into_view(self) -> None:
        begin = self._at // self._columns * self._height if self.panes else self._at
        end = begin + (self._height if self.panes else 1)
        height = self.size.height - self.fixed
        if begin < self.scroll_y:
            self.scroll_to(y=begin, animate=False, immediate=True)
        elif end > self.scroll_y + height:
            self.scroll_to(y=end - height, animate=False, immediate=True)
