"""Logical lines: what is left of an instruction once continuations and comments are out of it."""

from __future__ import annotations

from bisect import bisect_left
from re import compile as pattern

from tree_sitter import Node

from layerfile.syntax import Source, descend

# In pairs from the left, as the grammar reads them: of a row of backslashes at a line's end, the last one or two go.
_BACKSLASHES = pattern(
    r"(?P<carries_on>\\\\?[ \t\f\v]*(?:\r\n|\n|\r|\Z)(?:[ \t\f\v]*#[^\r\n]*(?:\r\n|\n|\r|\Z))*)|\\\\"
)
_BLANKS = pattern(r"[ \t\f\v]+")


def layout(directive: Node, source: Source) -> list[Node]:
    """The continuations and inner comments of a directive, in order."""
    if b"\\" not in source.data[directive.start_byte : directive.end_byte]:
        return []
    return [node for node in descend(directive) if node.type in ("line_continuation", "comment")]


def cuts(source: Source, nodes: list[Node]) -> list[tuple[int, int]]:
    """What `layout` has found as ranges of bytes."""
    # A comment stands on a line of its own, which goes as a whole.
    return [
        (source.line_start(node.start_byte), source.next_line(node.start_byte))
        if node.type == "comment"
        else (node.start_byte, node.end_byte)
        for node in nodes
    ]


def joined(source: Source, start: int, end: int, without: list[tuple[int, int]]) -> str:
    """The text between two bytes, continuations and inner comments cut out, nothing put in."""
    if not without:
        return source.text(start, end)
    return "".join(source.text(*piece) for piece in pieces(start, end, without))


def shown(source: Source, start: int, end: int, without: list[tuple[int, int]]) -> str:
    """The same as one would write it on one line: indentation after a line end is one blank."""
    if not without:
        return source.text(start, end).rstrip(" \t\f\v")
    first, *others = pieces(start, end, without)
    parts = [source.text(*first)]
    for piece in others:
        text = source.text(*piece)
        bare = text.lstrip(" \t\f\v")
        if len(bare) < len(text):
            _drop_blanks(parts)
            parts += (" ", bare)
        else:
            parts.append(text)
    return "".join(parts).rstrip(" \t\f\v")


def _drop_blanks(parts: list[str]) -> None:
    """Take those at the end of all parts together, without a copy of them for each line."""
    while parts:
        parts[-1] = parts[-1].rstrip(" \t\f\v")
        if parts[-1]:
            return
        parts.pop()


def pieces(start: int, end: int, without: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left between two bytes, as ranges of bytes; one at least."""
    result = []
    # Of an instruction of many lines each part is asked for.
    for number in range(bisect_left(without, (start, 0)), len(without)):
        cut_start, cut_end = without[number]
        if cut_start >= end:
            break
        if cut_start >= start:
            result.append((start, cut_start))
            start = cut_end
    result.append((start, max(start, end)))
    return result


def join(text: str) -> str:
    """The same for the text of one token, in which the grammar tells no continuations apart."""
    return _BACKSLASHES.sub(lambda found: "" if found["carries_on"] is not None else found[0], text)


def collapse(text: str) -> str:
    """Each run of blanks as one blank."""
    return _BLANKS.sub(" ", text).strip()
