"""Rows with a cursor on one of them, which stays with its row whatever comes or goes around it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from layer_tui.widgets.pieces_view import PiecesView

K = TypeVar("K", bound=Hashable)


class CursorView(PiecesView, Generic[K], can_focus=True):
    """Rows that are named by keys. Arrow keys, those of vi and the mouse move the cursor."""

    fixed = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="rows.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="rows.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="rows.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="rows.page_down"),
        Binding("home,g", "end(-1)", "First", show=False, id="rows.first"),
        Binding("end,G", "end(1)", "Last", show=False, id="rows.last"),
        Binding("enter", "choose", "Open", show=False, id="rows.open"),
    ]

    class Moved(Message):
        """The cursor is on another row."""

    class Chosen(Message):
        """A row was chosen: enter, or a second click."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._key: K | None = None

    def key(self, number: int) -> K:
        """What the row with this number is called."""
        raise NotImplementedError

    @property
    def index(self) -> int:
        """The number of the row with the cursor; the first one's where that row is gone."""
        return next((number for number in range(self.count()) if self.key(number) == self._key), 0)

    def is_marked(self, number: int) -> bool:
        """Whether the cursor is there."""
        return self.key(number) == self._key or (self._key is None and number == 0)

    def select(self, key: K) -> None:
        """Put the cursor on a row, as a person would."""
        self._go(key)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        if self.count():
            self.select(self.key(max(0, min(self.count() - 1, self.index + by))))

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is on the screen."""
        self.action_move(pages * max(1, self.size.height - self.fixed - 1))

    def action_end(self, direction: int) -> None:
        """Move the cursor to the first or the last row."""
        self.action_move(direction * self.count())

    def action_choose(self) -> None:
        """Choose the row with the cursor."""
        if self.count():
            self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; choose what has it already."""
        number = round(self.scroll_y) + event.y - self.fixed
        if event.y >= self.fixed and number < self.count():
            if self.is_chosen(number):
                self.action_choose()
            else:
                self.select(self.key(number))

    def is_chosen(self, number: int) -> bool:
        """Whether a person put the cursor there."""
        return self.key(number) == self._key

    def _go(self, key: K | None) -> None:
        if key != self._key:
            self._key = key
            self.post_message(self.Moved())
            self.refresh()
        self._into_view()

    def _into_view(self) -> None:
        index, height = self.index, self.size.height - self.fixed
        if height <= 0:
            return
        top = round(self.scroll_y)
        if index < top:
            self.scroll_to(y=index, animate=False, immediate=True)
        elif index >= top + height:
            # The size may not be known to the scrollbar yet.
            self.virtual_size = self.virtual_size.with_height(self.count() + self.fixed)
            self.scroll_to(y=index - height + 1, animate=False, immediate=True)
