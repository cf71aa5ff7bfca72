"""Lines as pieces of text, each with the name of its style: what is drawn, without what draws it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from rich.cells import cell_len, set_cell_size

Style = Literal[
    "", "head", "dim", "hit", "ran", "running", "failed", "warn", "run", "restore", "pause", "write", "link"
]
Piece = tuple[str, Style]
Line = tuple[Piece, ...]


def fit(text: str, width: int, right: bool = False) -> str:
    """`text` in exactly `width` cells; what is too long ends with `…`."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 1 else "…"[:width]
    room = " " * (width - length)
    return room + text if right else text + room


def wrapped(line: Line, width: int) -> list[Line]:
    """A line as lines of at most `width` cells, broken between words; those that go on are set in."""
    rows: list[list[Piece]] = [[]]
    room = width
    for text, style in line:
        rest = text
        while rest:
            piece = _words(_beginning(rest, room), rest, fresh=room >= max(2, width - 2))
            if piece:
                rows[-1].append((piece, style))
            rest, room = rest[len(piece) :], room - cell_len(piece)
            if rest:
                rows.append([("  ", "")])
                room = max(2, width - 2)
    return [tuple(row) for row in rows]


def _words(piece: str, text: str, fresh: bool) -> str:
    """Of a `piece` that begins `text` the words that are whole; all of it where a `fresh` line has no room for one."""
    if len(piece) == len(text) or text[len(piece)] == " ":
        return piece
    end = piece.rfind(" ") + 1
    return piece[:end] if end or not fresh else piece


def _beginning(text: str, width: int) -> str:
    """As much of the begin as has room."""
    if cell_len(text) <= width:
        return text
    end = min(len(text), width)
    while cell_len(text[:end]) > width:
        end -= 1
    return text[:end]


def plain(line: Iterable[Piece]) -> str:
    """A line without its styles."""
    return "".join(text for text, _ in line)
