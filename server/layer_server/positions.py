"""Lines and columns: here columns are code points, an editor counts UTF-16 code units or bytes.

Lines end where the protocol says: at LF, CRLF or a lone CR, and nowhere else (see `layerfile.document.split`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from layerfile.spans import Position, Span

Encoding = Literal["utf-8", "utf-16", "utf-32"]


class ClientPosition(NamedTuple):
    """A place as the editor counts: both from 0, `character` in units of the encoding agreed on."""

    line: int
    character: int


class ClientRange(NamedTuple):
    """From `start` up to, not including, `end`."""

    start: ClientPosition
    end: ClientPosition


def units(text: str, encoding: Encoding) -> int:
    """How long the editor takes `text` to be."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-16":
        return len(text) + sum(character > "\uffff" for character in text)
    return len(text.encode("utf-8", "surrogatepass"))


def code_points(line: str, character: int, encoding: Encoding) -> int:
    """The column in code points of a place in `line`: at most its length without its end.

    In the middle of a character means before it.
    """
    line = line.rstrip("\r\n")
    if encoding == "utf-32" or line.isascii():
        return max(0, min(character, len(line)))
    passed = 0
    for column, each in enumerate(line):
        passed += units(each, encoding)
        if passed > character:
            return column
    return len(line)


def to_client(lines: Sequence[str], line: int, column: int, encoding: Encoding) -> ClientPosition:
    """The place that is `line` from 1 and `column` from 0 in code points, as a Layerfile's spans are.

    A place behind the end is the end.
    """
    if line > len(lines):
        return ClientPosition(len(lines) - 1, units(lines[-1], encoding))
    return ClientPosition(line - 1, units(lines[line - 1][:column], encoding))


def range_of(lines: Sequence[str], span: Span, encoding: Encoding) -> ClientRange:
    """The editor's range of a span."""
    return ClientRange(
        to_client(lines, span.start_line, span.start_column, encoding),
        to_client(lines, span.end_line, span.end_column, encoding),
    )


def position_of(lines: Sequence[str], line: int, character: int, encoding: Encoding) -> Position:
    """The place that the editor means, as a Layerfile's spans count it. A place behind the end is the end."""
    if line >= len(lines):
        return Position(len(lines), len(lines[-1]))
    return Position(line + 1, code_points(lines[line], character, encoding))
