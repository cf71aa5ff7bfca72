"""Draws a log: only the lines that are on the screen are read."""

from __future__ import annotations

import re
from array import array
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from layer_tui.log.cleaning import coloured, plain
from layer_tui.log.lines import Lines, TextLines
from layer_tui.log.matching import found, tells_of_error
from layer_tui.log.wrapping import Rows

#: Lines that are looked through before the screen may be drawn again.
_BATCH = 20_000


class LogView(ScrollView, can_focus=True):
    """Lines of a log. With `follow` its end stays in view; `pattern` is marked, `only` hides all other lines."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"log--match", "log--current"}
    DEFAULT_CSS = """
    LogView {
        background: $background;
        scrollbar-size-vertical: 1;
        & > .log--match { background: $warning; color: $background; text-style: bold; }
        & > .log--current { background: $primary-muted; }
    }
    """
    HELP = """\
What a step printed, line by line; colours are the guest's own, all its other control sequences are removed.

- `/` finds a regular expression, `&` shows only the lines that match one; an empty one shows all again
- letter case counts where there is a capital
- select with the mouse and copy with ctrl+c, or copy what is on the screen with the key named below
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll(-1)", "Up", show=False, id="log.up"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="log.down"),
        Binding("home,g", "top", "Begin", show=False, id="log.begin"),
        Binding("end,G", "bottom", "End", show=False, id="log.end"),
    ]

    class Changed(Message):
        """There are more lines, or others are shown."""

    def __init__(self, lines: Lines | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lines: Lines = lines or TextLines()
        self.follow = True
        self.wrap = False
        self.pattern: re.Pattern[str] | None = None
        self.only: re.Pattern[str] | None = None
        self.current: int | None = None
        self._shown: array[int] | None = None
        self._looked = 0
        self._rows: Rows | None = None
        self._strips: LRUCache[int, Strip] = LRUCache(2000)

    @property
    def count(self) -> int:
        """How many lines are shown."""
        return self.lines.count if self._shown is None else len(self._shown)

    @property
    def is_busy(self) -> bool:
        """Whether lines are still to be looked through."""
        behind = self._shown is not None and self._looked < self.lines.count
        return behind or (self._rows is not None and self._rows.lines < self.count)

    def extend(self) -> bool:
        """Take in what is new, or a batch of what is still to be looked through; whether there was any."""
        last = self.lines.count - 1
        grown = self.lines.extend()
        if grown:
            # A line without an end is another one now.
            self._strips.discard(last)
        if not grown and not self.is_busy:
            return False
        self._filter()
        self._measure()
        self._fit()
        return True

    def show_only(self, pattern: re.Pattern[str] | None) -> None:
        """Show only lines that match, or all."""
        self.only, self.current = pattern, None
        self._shown, self._looked = (None, 0) if pattern is None else (array("Q"), 0)
        self._again()

    def set_wrap(self, wrap: bool) -> None:
        """Whether long lines go on in the next row."""
        at = self.first_line
        self.wrap = wrap
        self._again()
        self.go_to(at, centre=False)

    def mark(self, pattern: re.Pattern[str] | None) -> None:
        """Mark what matches."""
        self.pattern = pattern
        self._strips.clear()
        self.refresh()

    def find(self, pattern: re.Pattern[str] | None, forward: bool = True) -> bool:
        """Go to the next line that matches, or (None) that tells of an error; whether there is one."""
        start = self.current if self.current is not None else self.first_line - (1 if forward else 0)
        for number in self._candidates(start, forward):
            text = self.text_of(number)
            if pattern.search(text) if pattern is not None else tells_of_error(text):
                self.follow, self.current = False, number
                self.go_to(number)
                return True
        return False

    def _candidates(self, start: int, forward: bool) -> list[int]:
        count = self.count
        if not count:
            return []
        # Round the end.
        if forward:
            return [*range(start + 1, count), *range(min(start + 1, count))]
        return [*range(min(start, count) - 1, -1, -1), *range(count - 1, start - 1, -1)]

    def text_of(self, number: int) -> str:
        """The text of a shown line."""
        block = self._block(number, number + 1)
        return plain(block[0]) if block else ""

    @property
    def first_line(self) -> int:
        """The line at the top of the screen."""
        top = round(self.scroll_y)
        return self._rows.line_at(top)[0] if self._rows is not None else top

    @property
    def on_screen(self) -> range:
        """The lines on the screen."""
        bottom = round(self.scroll_y) + self.size.height
        last = self._rows.line_at(bottom - 1)[0] + 1 if self._rows is not None else bottom
        return range(self.first_line, min(self.count, last))

    def go_to(self, line: int, centre: bool = True) -> None:
        """Scroll to a line."""
        row = self._rows.row_of(min(line, self._rows.lines)) if self._rows is not None else line
        if centre:
            row -= self.size.height // 2
        self.scroll_to(y=max(0, row), animate=False, immediate=True)
        self.refresh()

    def action_scroll(self, by: int) -> None:
        """Scroll by rows."""
        self.scroll_to(y=self.scroll_y + by, animate=False, immediate=True)

    def action_top(self) -> None:
        """Go to the begin."""
        self.follow = False
        self.scroll_to(y=0, animate=False, immediate=True)
        self.post_message(self.Changed())

    def action_bottom(self) -> None:
        """Go to the end, and stay there."""
        self.follow = True
        self._to_end()
        self.post_message(self.Changed())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Who scrolls up wants to read."""
        super().watch_scroll_y(old_value, new_value)
        if new_value < old_value and new_value < self.max_scroll_y and self.follow:
            self.follow = False
            self.post_message(self.Changed())

    def on_resize(self, event: events.Resize) -> None:
        """Rows have another width."""
        if self.wrap and (self._rows is None or self._rows.width != self._width):
            at = self.first_line
            self._again()
            self.go_to(at, centre=False)
        elif self.follow:
            self._to_end()

    def render_line(self, y: int) -> Strip:
        """The row at `y` of the screen."""
        row, width = round(self.scroll_y) + y, self._width
        number, part = (row, 0) if self._rows is None else self._rows.line_at(row)
        if number >= self.count or (self._rows is not None and number >= self._rows.lines):
            return Strip.blank(width, self.rich_style)
        strip = self._line(number)
        begin = part * width if self._rows is not None else round(self.scroll_x)
        cut = strip.crop_extend(begin, begin + width, self.rich_style)
        if number == self.current:
            cut = cut.apply_style(self.get_component_rich_style("log--current", partial=True))
        return cut.apply_offsets(begin, number)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that was selected with the mouse."""
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else self.count - 1
        lines = [plain(line) for line in self._block(first, last + 1)]
        if not lines:
            return None
        if selection.end is not None:
            lines[-1] = lines[-1][: selection.end.x]
        if selection.start is not None:
            lines[0] = lines[0][selection.start.x :]
        return "\n".join(lines), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw what is selected in another way."""
        self._strips.clear()
        self.refresh()

    @property
    def _width(self) -> int:
        return max(1, self.scrollable_content_region.width)

    def _again(self) -> None:
        self._strips.clear()
        self._rows = Rows(self._width) if self.wrap else None
        self._filter()
        self._measure()
        self._fit()

    def _filter(self) -> None:
        if self._shown is None or self.only is None:
            return
        if self._looked > self.lines.whole:
            # It had no end when it was looked at.
            self._looked = self.lines.whole
            while self._shown and self._shown[-1] >= self._looked:
                self._shown.pop()
        stop = min(self.lines.count, self._looked + _BATCH)
        self._shown.extend(found(self.lines.block(self._looked, stop), self._looked, self.only))
        self._looked = stop

    def _measure(self) -> None:
        if self._rows is None:
            return
        self._rows.cut(min(self._rows.lines, self.lines.whole if self._shown is None else max(0, self.count - 1)))
        self._rows.add(self._block(self._rows.lines, min(self.count, self._rows.lines + _BATCH)))

    def _fit(self) -> None:
        size = Size(self._width, self._rows.count) if self._rows is not None else Size(self.lines.longest, self.count)
        if size != self.virtual_size:
            self.virtual_size = size
        if self.follow:
            self._to_end()
        self.refresh()
        self.post_message(self.Changed())

    def _to_end(self) -> None:
        self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)

    def _block(self, start: int, stop: int) -> list[bytes]:
        if self._shown is None:
            return self.lines.block(start, stop)
        numbers = self._shown[start:stop]
        return [line for number in numbers for line in self.lines.block(number, number + 1)]

    def _line(self, number: int) -> Strip:
        real = number if self._shown is None else self._shown[number]
        cached = self._strips.get(real)
        if cached is not None:
            return cached
        # One look at the file for a screen, not one for each line.
        height = max(1, self.size.height)
        start = max(0, number - 1)
        for index, line in enumerate(self._block(start, start + height + 1), start):
            key = index if self._shown is None else self._shown[index]
            if key not in self._strips:
                self._strips[key] = self._strip(line, index)
        return self._strips[real]

    def _strip(self, line: bytes, number: int) -> Strip:
        said = coloured(line)
        text = Text.from_ansi(said) if "\x1b" in said else Text(said, no_wrap=True, end="")
        text.end = ""
        if self.pattern is not None:
            style = self.get_component_rich_style("log--match", partial=True)
            for match in self.pattern.finditer(text.plain):
                text.stylize(style, *match.span())
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(number)) is not None:
            start, end = span
            chosen = self.screen.get_component_rich_style("screen--selection")
            text.stylize(chosen, start, len(text.plain) if end == -1 else end)
        # Rich draws a text without spans in no style at all.
        return Strip(text.render(self.app.console), cell_len(text.plain)).apply_style(self.rich_style)
