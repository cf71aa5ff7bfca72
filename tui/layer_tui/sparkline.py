"""A series as a row of small bars, and rates and shares in few cells."""

from __future__ import annotations

from collections.abc import Sequence

from layer_tui.amounts import size

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], most: float, width: int) -> str:
    """The newest `width` values, each as a bar of a height from none to `most`; on the left room for those to come."""
    shown = values[-width:] if width > 0 else ()
    bars = "".join(BARS[round(min(max(value / most, 0.0), 1.0) * (len(BARS) - 1))] for value in shown) if most else ""
    return bars.rjust(max(0, width))


def share(value: float) -> str:
    """A share of all, in four cells."""
    return f"{value:4.0%}"


def rate(value: float) -> str:
    """Bytes a second."""
    return f"{size(round(value))}/s"
