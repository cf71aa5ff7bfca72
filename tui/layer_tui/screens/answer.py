"""Asks what is to become of a step that failed, while its machine is paused."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer

from layer_tui.pieces import Line
from layer_tui.waiting import ANSWERS
from layer_tui.widgets.line_bar import LineBar
from layer_tui.widgets.lines_view import LinesView


class AnswerScreen(ModalScreen[str | None]):
    """Shows the answers, and returns the one that is chosen: a word of `ANSWERS`, or None."""

    HELP = "A step failed, and the run waits. Leaving this without an answer lets it wait: a asks again."
    DEFAULT_CSS = """
    AnswerScreen { align: center middle; }
    AnswerScreen Vertical { width: 90%; max-width: 100; height: auto; border: round $error; }
    AnswerScreen LinesView { height: 7; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"answer('{word}')", word.capitalize(), id=f"answer.{word}") for key, word, _ in ANSWERS),
        Binding("escape", "leave", "Later", id="answer.back"),
    ]

    def __init__(self, question: Line) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question, the answers, the keys."""
        with Vertical():
            yield LineBar(id="question", classes="title")
            yield LinesView(id="answers")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Show them."""
        self.query_one("#question", LineBar).show(self._question)
        lines: list[Line] = [
            ((f"  {key}  ", "running"), (f"{word:<10}", "head"), (said, "")) for key, word, said in ANSWERS
        ]
        view = self.query_one("#answers", LinesView)
        view.show(lines)
        view.focus()

    def action_answer(self, word: str) -> None:
        """Leave with an answer."""
        self.dismiss(word)

    def action_leave(self) -> None:
        """Leave without one."""
        self.dismiss(None)
