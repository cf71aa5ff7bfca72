"""Logical lines: what is left of an instruction once continuations and comments are out of it."""

from __future__ import annotations

from re import compile as pattern

from tree_sitter import Node

from layerfile.syntax import Source, descend

# In pairs from the left, as the grammar reads them: of a row of backslashes at a line's end, the last one or two go.
_BACKSLASHES = pattern(
    r"(?P<carries_on>\\\\?[ \t\f\v]*(?:\r\n|\n|\r|\Z)(?:[ \t\f\v]*#[^\r\n]*(?:\r\n|\n|\r|\Z))*)|\\\\"
)
_BLANKS = pattern(r"[ \t\f\v]+")


def cuts(source: Source, directive: Node) -> list[tuple[int, int]]:
    """The continuations and inner comments of a directive as ranges of bytes, in order."""
    result: list[tuple[int, int]] = []
    for node in descend(directive):
        if node.type == "line_continuation":
            result.append((node.start_byte, node.end_byte))
        elif node.type == "comment":
            # It stands on a line of its own, which goes as a whole.
            result.append((source.line_start(node.start_byte), source.next_line(node.start_byte)))
    return result


def joined(source: Source, start: int, end: int, without: list[tuple[int, int]]) -> str:
    """The text between two bytes, continuations and inner comments cut out, nothing put in."""
    return "".join(_pieces(source, start, end, without))


def shown(source: Source, start: int, end: int, without: list[tuple[int, int]]) -> str:
    """The same as one would write it on one line: indentation after a line end is one blank."""
    pieces = _pieces(source, start, end, without)
    result = pieces[0]
    for piece in pieces[1:]:
        bare = piece.lstrip(" \t\f\v")
        is_indented = len(bare) < len(piece)
        result = result.rstrip(" \t\f\v") + " " + bare if is_indented else result + piece
    return result.rstrip(" \t\f\v")


def _pieces(source: Source, start: int, end: int, without: list[tuple[int, int]]) -> list[str]:
    result = []
    for cut_start, cut_end in without:
        if start <= cut_start < end:
            result.append(source.text(start, cut_start))
            start = cut_end
    result.append(source.text(start, max(start, end)))
    return result


def join(text: str) -> str:
    """The same for the text of one token, in which the grammar tells no continuations apart."""
    return _BACKSLASHES.sub(lambda found: "" if found["carries_on"] is not None else found[0], text)


def collapse(text: str) -> str:
    """Each run of blanks as one blank."""
    return _BLANKS.sub(" ", text).strip()
