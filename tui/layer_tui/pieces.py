"""Lines as pieces of text, each with the name of its style: what is drawn, without what draws it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from rich.cells import cell_len, set_cell_size

Style = Literal["", "head", "dim", "hit", "ran", "running", "failed", "warn", "run", "restore", "pause", "write"]
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
    """A line as lines of at most `width` cells; those that go on are set in by two."""
    rows: list[list[Piece]] = [[]]
    room = width
    for text, style in line:
        while text:
            piece = text if cell_len(text) <= room else set_cell_size(text, room).rstrip(" ") if room > 0 else ""
            # A wide character may have had no room in the last cell.
            piece = text[: len(piece)] if text.startswith(piece) else piece[:0]
            if piece:
                rows[-1].append((piece, style))
            text = text[len(piece) :]
            room -= cell_len(piece)
            if text:
                if not piece and room >= width - 2:
                    break
                rows.append([("  ", "")])
                room = width - 2
    return [tuple(row) for row in rows]


def plain(line: Iterable[Piece]) -> str:
    """A line without its styles."""
    return "".join(text for text, _ in line)
