"""Draws lines of pieces; only those that are on the screen are asked for."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from layer_tui.pieces import Line, plain
from layer_tui.widgets.styles import styles


class PiecesView(ScrollView):
    """Lines from `line`, of which there are `count`; the first `fixed` lines of the screen do not scroll."""

    DEFAULT_CSS = """
    PiecesView {
        background: $background;
        color: $foreground;
        scrollbar-size-vertical: 1;
    }
    """

    fixed = 0

    def count(self) -> int:
        """How many lines scroll."""
        raise NotImplementedError

    def line(self, number: int, width: int) -> Line:
        """The line with this number, from 0."""
        raise NotImplementedError

    def fixed_line(self, number: int, width: int) -> Line:
        """A line that does not scroll."""
        raise NotImplementedError

    def is_marked(self, number: int) -> bool:
        """Whether the cursor is on this line."""
        return False

    def changed(self) -> None:
        """Draw anew, as there are other lines."""
        size = Size(self.scrollable_content_region.width, self.count() + self.fixed)
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    def on_resize(self) -> None:
        """The width is another one."""
        self.changed()

    def render_line(self, y: int) -> Strip:
        """The line at `y` of the screen."""
        width = self.scrollable_content_region.width
        number = round(self.scroll_y) + y - self.fixed
        if y < self.fixed:
            return self._strip(self.fixed_line(y, width), width, False)
        if number >= self.count():
            return Strip.blank(width, self.rich_style)
        return self._strip(self.line(number, width), width, self.is_marked(number))

    def _strip(self, line: Line, width: int, marked: bool) -> Strip:
        base, named = self.rich_style, styles(self.app)
        if marked:
            base += named["cursor-focus" if self.has_focus else "cursor"]
        segments = [Segment(text, base + _drawn(text, style, named[style]) if style else base) for text, style in line]
        return Strip(segments).adjust_cell_length(width, base)

    def text(self) -> str:
        """All lines, as tests read them."""
        width = self.scrollable_content_region.width
        lines = [self.fixed_line(number, width) for number in range(self.fixed)]
        lines += [self.line(number, width) for number in range(self.count())]
        return "\n".join(plain(line).rstrip() for line in lines)


def _drawn(text: str, style: str, drawn: Style) -> Style:
    """A link is one for terminals too, as far as they know of it (OSC 8)."""
    return drawn + Style(underline=True, link=text) if style == "link" else drawn
