"""Text for a person's terminal: what `layer_runs.terminal` has, which the TUI uses as well."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from layer_runs.terminal import harmless, moment, seconds

__all__ = ["age", "columns", "count", "harmless", "moment", "seconds", "size"]


def size(value: int) -> str:
    """A number of bytes as people write it, of units that are 1024 of the one before: 812 KB, 12 MB, 1.4 GB."""
    if value < 1024:
        return f"{value} B"
    number, units = value / 1024, ["KB", "MB", "GB", "TB"]
    while number >= 1023.5 and len(units) > 1:
        number /= 1024
        units.pop(0)
    return f"{number:.1f} {units[0]}" if number < 10 and units[0] not in ("KB", "MB") else f"{number:.0f} {units[0]}"


def count(number: int, word: str) -> str:
    """A number of things: 1 file, 2 files."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def age(value: float) -> str:
    """How long ago something was, from seconds, in one unit: 40 s, 12 min, 5 h, 3 d."""
    for unit, length, until in (("s", 1, 90), ("min", 60, 90 * 60), ("h", 3600, 36 * 3600)):
        if value < until:
            return f"{max(0, round(value / length))} {unit}"
    return f"{round(value / 86400)} d"


def columns(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """Rows of cells as lines in which each column has one width; the columns `right` are set to the right."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
