"""How a directive is written, at one of its places."""

from __future__ import annotations

from functools import lru_cache

from layerfile.directives import Directive
from layerfile.spans import LINE_END, Span


def written_at(directive: Directive, span: Span) -> str:
    """What stands at a span in a directive; what lies beyond its end is left out."""
    starts = _line_starts(directive.source)
    first, last = (line - directive.span.start_line for line in (span.start_line, span.end_line))
    if first < 0 or last >= len(starts):
        return ""
    # Only the first line does not start where the file's does.
    start = starts[first] + span.start_column - (0 if first else directive.span.start_column)
    end = starts[last] + span.end_column - (0 if last else directive.span.start_column)
    return directive.source[max(start, 0) : max(end, 0)]


@lru_cache(maxsize=8)
def _line_starts(source: str) -> tuple[int, ...]:
    return (0, *(found.end() for found in LINE_END.finditer(source)))
