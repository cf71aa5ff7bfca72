"""Text for a person's terminal: times, and output of a guest made harmless."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Sequence

# Everything that starts with ESC, or with one of the 8-bit controls; the first group is kept: colours.
_ESCAPES = re.compile(
    r"(\x1b\[[0-9;:]*m)"
    r"|\x1b\[[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)


def harmless(text: str, colours: bool = False) -> str:
    """`text` without what could drive a terminal: no control characters but tabs and line ends, no escape
    sequences; with `colours`, those that set colours stay.
    """
    return _ESCAPES.sub(lambda match: match[1] if colours and match[1] else "", text)


def seconds(value: float) -> str:
    """A duration in seconds as people write it: 0.4 s, 12.3 s, 2 m 05 s."""
    if round(value, 1) < 60:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} m {rest:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} m"


def moment(value: float) -> str:
    """A time (seconds since 1970) on this machine's clock."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(value))


def size(value: int) -> str:
    """A number of bytes as people write it, of units that are 1024 of the one before: 812 KB, 12 MB, 1.4 GB."""
    if value < 1024:
        return f"{value} B"
    number, units = value / 1024, ["KB", "MB", "GB", "TB"]
    while number >= 1023.5 and len(units) > 1:
        number /= 1024
        units.pop(0)
    return f"{number:.1f} {units[0]}" if number < 10 and units[0] not in ("KB", "MB") else f"{number:.0f} {units[0]}"


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
