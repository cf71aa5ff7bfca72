"""Fixes applied to a text."""

from __future__ import annotations

from collections.abc import Iterable

from layerfile.problems import Fix
from layerfile.spans import LINE_END, Position, Span


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """The text with as many of the fixes as do not get in each other's way, earlier ones first.

    A fix is done as a whole or not at all. What it puts in has the text's own line ends.
    """
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    ending = ending_of(text)
    edits = [
        (*offsets(edit.span, starts, text), LINE_END.sub(ending, edit.text))
        for fix in compatible(fixes)
        for edit in fix.edits
    ]
    result = text
    for start, end, new in sorted(edits, reverse=True):
        result = result[:start] + new + result[end:]
    return result


def compatible(fixes: Iterable[Fix]) -> list[Fix]:
    """As many of the fixes as do not get in each other's way, earlier ones first."""
    taken: list[Span] = []
    chosen: list[Fix] = []
    for fix in fixes:
        spans = [edit.span for edit in fix.edits]
        if not any(_touch(span, other) for span in spans for other in taken):
            taken += spans
            chosen.append(fix)
    return chosen


def ending_of(text: str) -> str:
    """How lines end in a text: as its first one does."""
    found = LINE_END.search(text)
    return "\n" if found is None else found[0]


def offsets(span: Span, starts: list[int], text: str) -> tuple[int, int]:
    """The code points of a text that a span is about; `starts` are those that the lines start with."""
    return _offset(span.start, starts, text), _offset(span.end, starts, text)


def _offset(position: Position, starts: list[int], text: str) -> int:
    line, column = position
    return min(starts[line - 1] + column, len(text)) if line <= len(starts) else len(text)


def _touch(one: Span, other: Span) -> bool:
    """Also side by side, as of two that put something in at one place none comes first."""
    return one.start <= other.end and other.start <= one.end
