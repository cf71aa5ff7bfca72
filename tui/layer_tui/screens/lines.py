"""Lines to read: why a step ran, which snapshots there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer

from layer_tui.pieces import Line
from layer_tui.screens.base import LayerScreen
from layer_tui.widgets.line_bar import LineBar
from layer_tui.widgets.lines_view import LinesView


class LinesScreen(LayerScreen):
    """Shows lines under a title."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "app.go_back", "Back", id="lines.back")]

    def __init__(self, title: str, lines: Sequence[Line]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The title and the lines."""
        yield LineBar(id="title", classes="title")
        yield LinesView(id="lines")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(LineBar).show(((" layer  ", "head"), (self._title, "")))
        self.query_one(LinesView).show(self._lines)
        self.query_one(LinesView).focus()
