"""Asks before something is done that cannot be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer

from layer_tui.pieces import Line
from layer_tui.widgets.line_bar import LineBar
from layer_tui.widgets.lines_view import LinesView


class ConfirmScreen(ModalScreen[bool]):
    """Shows what would be done, and answers whether it shall be."""

    HELP = "What would be done. y does it, n or escape does not."
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen Vertical { width: 90%; max-width: 110; height: auto; max-height: 80%; border: round $warning; }
    ConfirmScreen LinesView { max-height: 20; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes"),
        Binding("n,escape,q", "answer(False)", "No", id="confirm.no"),
    ]

    def __init__(self, question: str, lines: Sequence[Line]) -> None:
        super().__init__()
        self._question = question
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The question, what would be done, the keys."""
        with Vertical():
            yield LineBar(id="question", classes="title")
            yield LinesView(id="lines")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Show it."""
        self.query_one("#question", LineBar).show(((f" {self._question}", "warn"),), (("y / n ", "head"),))
        view = self.query_one(LinesView)
        view.styles.height = min(20, max(1, len(self._lines) + 2))
        view.show(self._lines)
        view.focus()

    def action_answer(self, yes: bool) -> None:
        """Leave with the answer."""
        self.dismiss(yes)
