"""The whole log of a step: followed, searched, filtered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Footer, Input

from layer_tui.log.cleaning import plain
from layer_tui.log.lines import FileLines, TextLines
from layer_tui.log.matching import expression
from layer_tui.log.paging import page
from layer_tui.log.view import LogView
from layer_tui.pieces import Line
from layer_tui.screens.base import LayerScreen
from layer_tui.seen import Seen
from layer_tui.widgets.line_bar import LineBar

#: Seconds between two looks at a file that may grow.
LOOK = 0.25


class LogScreen(LayerScreen):
    """Shows lines. `fresh` gives, of what has no file, the text as it is now."""

    HELP = "The whole log of a step. It is a file: the run writes it, and nothing here changes it."
    DEFAULT_CSS = """
    LogScreen Input { dock: bottom; height: 1; border: none; padding: 0 1; }
    LogScreen Input.-hidden { display: none; }
    LogScreen Input.-invalid { color: $text-error; border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Find", id="log.find", tooltip="Find a regular expression"),
        Binding("ampersand", "filter", "Filter", id="log.filter", tooltip="Show only lines that match"),
        Binding("n", "next", "Next", show=False, id="log.next", tooltip="The next line that matches"),
        Binding("N", "previous", "Previous", show=False, id="log.previous"),
        Binding("e", "error(True)", "Error", id="log.error", tooltip="The next line that tells of an error"),
        Binding("E", "error(False)", "Error before", show=False, id="log.error_before"),
        Binding("w", "wrap", "Wrap", id="log.wrap", tooltip="Long lines go on in the next row"),
        Binding("f", "follow", "Follow", id="log.follow", tooltip="Stay at the end"),
        Binding("y", "copy", "Copy", id="log.copy", tooltip="Copy what is on the screen"),
        Binding("p", "pager", "Pager", id="log.pager", tooltip="Open it in $PAGER"),
        Binding("escape", "leave", "Back", show=False, id="log.back"),
    ]

    def __init__(self, title: str, lines: FileLines | TextLines, fresh: Callable[[Seen], str] | None = None) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._fresh = fresh
        self._asks = "find"
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, lines, and what a person types."""
        yield LineBar(id="title", classes="title")
        yield LogView(self._lines, id="log")
        yield Input(classes="-hidden", select_on_focus=False, compact=True)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Begin to look at the file."""
        view = self.query_one(LogView)
        view.focus()
        self._tell()
        self._timer = self.set_interval(LOOK, self._look)
        self._look()
        self.watch(self.app, "seen", self._seen, init=self._fresh is not None)

    def on_unmount(self) -> None:
        """Let go of the file."""
        self._lines.close()

    def _seen(self, seen: Seen) -> None:
        if self._fresh is not None and isinstance(self._lines, TextLines):
            self._lines.put(self._fresh(seen))
        # A file that nothing is written to any more need not be looked at.
        if self._timer is not None and seen.goes_on:
            self._timer.resume()

    def _look(self) -> None:
        view = self.query_one(LogView)
        grown = view.extend()
        if view.is_busy:
            # The next batch, when what was pressed meanwhile is done.
            self.call_later(self._look)
        elif grown and not self.owner.seen.goes_on:
            self.call_later(self._look)
        elif not grown and not self.owner.seen.goes_on and self._timer is not None:
            self._timer.pause()

    @on(LogView.Changed)
    def _tell(self) -> None:
        view = self.query_one(LogView)
        marks = [f"{view.count:,} lines" if view.only is None else f"{view.count:,} of {self._lines.count:,} lines"]
        if view.only is not None:
            marks.append(f"&{view.only.pattern}")
        if view.pattern is not None:
            marks.append(f"/{view.pattern.pattern}")
        marks += [word for word, on in (("wrap", view.wrap), ("follow", view.follow)) if on]
        left: Line = ((" layer  ", "head"), (self._title, ""))
        self.query_one("#title", LineBar).show(left, ((f"{'  '.join(marks)} ", "dim"),))

    def action_search(self) -> None:
        """Ask what to find."""
        self._ask("find", self.query_one(LogView).pattern)

    def action_filter(self) -> None:
        """Ask what to show only."""
        self._ask("filter", self.query_one(LogView).only)

    def _ask(self, what: str, now: re.Pattern[str] | None) -> None:
        self._asks = what
        box = self.query_one(Input)
        box.placeholder = "find: a regular expression" if what == "find" else "show only: a regular expression"
        box.value = now.pattern if now is not None else ""
        box.remove_class("-hidden", "-invalid")
        box.focus()

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        view = self.query_one(LogView)
        try:
            pattern = expression(event.value) if event.value else None
        except re.error as error:
            event.input.add_class("-invalid")
            self.notify(str(error), title="No regular expression", severity="error")
            return
        self._close()
        if self._asks == "filter":
            view.show_only(pattern)
            self._look()
        else:
            view.mark(pattern)
            if pattern is not None:
                self._find(True)
        self._tell()

    def _close(self) -> None:
        self.query_one(Input).add_class("-hidden")
        self.query_one(LogView).focus()

    def action_next(self) -> None:
        """Go to the next match."""
        self._find(True)

    def action_previous(self) -> None:
        """Go to the match before."""
        self._find(False)

    def _find(self, forward: bool) -> None:
        view = self.query_one(LogView)
        if view.pattern is None:
            self.action_search()
        elif not view.find(view.pattern, forward):
            self.notify(f"nothing matches {view.pattern.pattern}", severity="warning")
        self._tell()

    def action_error(self, forward: bool) -> None:
        """Go to the next line, or the one before, that tells of an error."""
        if not self.query_one(LogView).find(None, forward):
            self.notify("no line tells of an error")
        self._tell()

    def action_wrap(self) -> None:
        """Wrap long lines, or cut them."""
        view = self.query_one(LogView)
        view.set_wrap(not view.wrap)
        self._look()
        self._tell()

    def action_follow(self) -> None:
        """Stay at the end, or not."""
        view = self.query_one(LogView)
        if view.follow:
            view.follow = False
        else:
            view.action_bottom()
        self._tell()

    def action_copy(self) -> None:
        """Copy the lines on the screen."""
        view = self.query_one(LogView)
        lines = [view.text_of(number) for number in view.on_screen]
        self.app.copy_to_clipboard("\n".join(lines) + "\n")
        self.notify(f"{len(lines)} lines copied")

    def action_pager(self) -> None:
        """Show the log in the person's pager."""
        if self.app.is_web:
            self.notify("A browser has no pager.", severity="warning")
            return
        blocks = (self._lines.block(start, start + 10_000) for start in range(0, self._lines.count, 10_000))
        with self.app.suspend():
            problem = page(plain(line) for block in blocks for line in block)
        if problem:
            self.notify(problem, severity="error")

    def action_leave(self) -> None:
        """Close what is asked, take back what was found, or leave."""
        view, box = self.query_one(LogView), self.query_one(Input)
        if not box.has_class("-hidden"):
            self._close()
        elif view.only is not None:
            view.show_only(None)
        elif view.pattern is not None:
            view.mark(None)
            view.current = None
        else:
            self.owner.action_go_back()
            return
        self._tell()
