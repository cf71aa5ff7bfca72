"""Where something stands in a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters: `line` counts from 1, `column` from 0 in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`."""

    start: Position
    end: Position


FILE_START = Span(Position(1, 0), Position(1, 0))
"""Stands for a whole file, where nothing in it is to blame."""
