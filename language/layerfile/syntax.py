"""Text -> syntax tree, and from the tree's byte offsets back to places in the text.

A tree never holds an ERROR: a line that is no directive is an `unknown_directive` (see `grammar/`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from re import compile as pattern

import tree_sitter
from tree_sitter import Node, Tree

import tree_sitter_layerfile
from layerfile.spans import Position, Span

# tree-sitter itself counts lines by LF only; editors and people count a lone CR, too.
_LINE_END = pattern(rb"\r\n|\n|\r")
_LONE_CR = pattern(rb"\r(?!\n)")


@cache
def grammar() -> tree_sitter.Language:
    """The Layerfile grammar."""
    return tree_sitter.Language(tree_sitter_layerfile.language())


def parse_tree(source: bytes, old: Tree | None = None) -> Tree:
    """The tree of UTF-8 text; `old`, after its `edit`, makes it follow what was typed."""
    parser = tree_sitter.Parser(grammar())
    return parser.parse(source) if old is None else parser.parse(source, old)


class Source:
    """The text of one file as the tree sees it."""

    def __init__(self, text: str) -> None:
        # Half of a surrogate pair cannot be UTF-8: "?" keeps the columns.
        self.data = text.encode("utf-8", "replace")
        self._line_starts = [0, *(found.end() for found in _LINE_END.finditer(self.data))]
        self.is_ascii = self.data.isascii()
        self.has_lone_cr = _LONE_CR.search(self.data) is not None
        # Then the tree's own places are right: it counts bytes, and lines by LF only.
        self._has_plain_places = self.is_ascii and not self.has_lone_cr
        # The last place asked for: places come in order, so that a long line is not counted over and over.
        self._known = (0, 0, 0)

    @property
    def line_count(self) -> int:
        """How many lines there are; behind a last line end there is an empty one."""
        return len(self._line_starts)

    def line_of(self, offset: int) -> int:
        """The line of a byte, from 1."""
        return bisect_right(self._line_starts, offset)

    def position(self, offset: int) -> Position:
        """The place of a byte."""
        line = bisect_right(self._line_starts, offset)
        start = self._line_starts[line - 1]
        if self.is_ascii:
            return Position(line, offset - start)
        known_line, known_offset, known_column = self._known
        if line != known_line or offset < known_offset:
            known_offset, known_column = start, 0
        column = known_column + len(self.data[known_offset:offset].decode())
        self._known = (line, offset, column)
        return Position(line, column)

    def span(self, start: int, end: int) -> Span:
        """The place from one byte up to another."""
        return Span(*self.position(start), *self.position(end))

    def span_of(self, node: Node) -> Span:
        """The place of a node."""
        if self._has_plain_places:
            first, first_column = node.start_point
            last, last_column = node.end_point
            return Span(first + 1, first_column, last + 1, last_column)
        return self.span(node.start_byte, node.end_byte)

    def text(self, start: int, end: int) -> str:
        """The text between two bytes."""
        return self.data[start:end].decode()

    def text_of(self, node: Node) -> str:
        """The text of a node as it stands in the file."""
        return self.text(node.start_byte, node.end_byte)

    def line_start(self, offset: int) -> int:
        """Where the line of a byte starts."""
        return self._line_starts[bisect_right(self._line_starts, offset) - 1]

    def next_line(self, offset: int) -> int:
        """Where the line after the one of a byte starts; the end of the text if there is none."""
        following = bisect_right(self._line_starts, offset)
        starts = self._line_starts
        return starts[following] if following < len(starts) else len(self.data)


def descend(node: Node) -> Iterator[Node]:
    """The nodes below `node`, in the order of the text."""
    waiting = list(reversed(node.children))
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(found.children))
