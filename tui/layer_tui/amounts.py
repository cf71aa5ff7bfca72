"""Times and sizes in few cells."""

from __future__ import annotations

from layer_runs.terminal import seconds


def short(value: float | None) -> str:
    """A duration in seconds: 0.23 s, 4.7 s, 2 m 05 s; "" for none."""
    if value is None:
        return ""
    return f"{value:.2f} s" if value < 1 else seconds(value)


def size(value: int | None) -> str:
    """Bytes: 512 B, 12 kB, 12 MB, 1.5 GB; "" for none."""
    if value is None:
        return ""
    if value < 1000:
        return f"{value} B"
    amount = value / 1024
    for unit in ("kB", "MB", "GB"):
        if amount < 999.5:
            return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TB"
