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


def plain(line: Iterable[Piece]) -> str:
    """A line without its styles."""
    return "".join(text for text, _ in line)
