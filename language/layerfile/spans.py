"""Where something stands in a file."""

from __future__ import annotations

from re import compile as pattern
from typing import NamedTuple

LINE_END = pattern(r"\r\n|\n|\r")
"""What ends a line, for editors and for us: nothing else does, no form feed and no U+2028."""


class Position(NamedTuple):
    """A place between two characters: `line` counts from 1, `column` from 0 in code points."""

    line: int
    column: int

    def after(self, text: str) -> Position:
        """The place behind `text` if that starts here."""
        if "\n" not in text and "\r" not in text:
            return Position(self.line, self.column + len(text))
        ends = [found.end() for found in LINE_END.finditer(text)]
        return Position(self.line + len(ends), len(text) - ends[-1])


class Span(NamedTuple):
    """From its start up to, not including, its end; lines from 1, columns from 0 in code points."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int

    @classmethod
    def between(cls, start: Position, end: Position) -> Span:
        """From one place to another."""
        return cls(*start, *end)

    @property
    def start(self) -> Position:
        """Where it begins."""
        return Position(self.start_line, self.start_column)

    @property
    def end(self) -> Position:
        """The place behind it."""
        return Position(self.end_line, self.end_column)

    def to(self, other: Span) -> Span:
        """From where this one begins up to where another ends."""
        return Span(self.start_line, self.start_column, other.end_line, other.end_column)

    def moved(self, lines: int) -> Span:
        """The same so many lines further down."""
        if not lines:
            return self
        return Span(self.start_line + lines, self.start_column, self.end_line + lines, self.end_column)

    def within(self, text: str, start: int, end: int) -> Span:
        """The place of `text[start:end]`, for the text that starts where this span does."""
        first = self.start.after(text[:start])
        return Span(*first, *first.after(text[start:end]))

    @property
    def lines(self) -> Span:
        """All of its lines, with the end of the last."""
        return Span(self.start_line, 0, self.end_line + 1, 0)


FILE_START = Span(1, 0, 1, 0)
"""Stands for a whole file, where nothing in it is to blame."""
