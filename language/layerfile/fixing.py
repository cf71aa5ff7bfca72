"""Fixes applied to a text."""

from __future__ import annotations

from collections.abc import Iterable

from layerfile.problems import Fix
from layerfile.spans import LINE_END, Position, Span


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """The text with as many of the fixes as do not get in each other's way, earlier ones first.

    A fix is done as a whole or not at all.
    """
    chosen: list[tuple[int, int, str]] = []
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    for fix in fixes:
        edits = [(*offsets(edit.span, starts, text), edit.text) for edit in fix.edits]
        if not any(_collide(new, old) for new in edits for old in chosen):
            chosen += edits
    result = text
    for start, end, new in sorted(chosen, reverse=True):
        result = result[:start] + new + result[end:]
    return result


def offsets(span: Span, starts: list[int], text: str) -> tuple[int, int]:
    """The code points of a text that a span is about; `starts` are those that the lines start with."""
    return _offset(span.start, starts, text), _offset(span.end, starts, text)


def _offset(position: Position, starts: list[int], text: str) -> int:
    line, column = position
    return min(starts[line - 1] + column, len(text)) if line <= len(starts) else len(text)


def _collide(new: tuple[int, int, str], old: tuple[int, int, str]) -> bool:
    """Whether two edits touch: also side by side, as of two that put something in at one place none comes first."""
    return new[0] <= old[1] and old[0] <= new[1]
