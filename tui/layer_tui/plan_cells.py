"""A step of a plan as a line: what is predicted of it, how long it takes, and why."""

from __future__ import annotations

from layer_runs import words
from layer_runs.terminal import harmless
from layer_tui.amounts import short
from layer_tui.pieces import Line, Style, fit
from layer_tui.rows import Row
from layer_tui.seen import Seen

MARKS = {"hit": "✓", "miss": "↻", "unknown": "?", "free": "·"}
_STYLES: dict[str, Style] = {"hit": "hit", "miss": "running", "unknown": "warn", "free": "dim"}
_TIME = 11


def heading(width: int) -> Line:
    """The line above all rows."""
    text, reason = _columns(width)
    return ((fit("    line  step", text) + fit("time", _TIME, True) + fit("  why it runs", reason), "head"),)


def cells(row: Row, seen: Seen, width: int) -> Line:
    """One row in exactly `width` cells."""
    if row.step is None:
        return ((fit(f"  {harmless(row.text)}", width), "head"),)
    step = row.step
    text, reason = _columns(width)
    style = _STYLES.get(step.predicted, "warn")
    time = short(step.expected) if step.expected is not None else "" if step.predicted == "free" else "?"
    if step.predicted == "hit":
        time = f"-{time}"
    why = harmless(step.reason.detail) if step.reason is not None else ""
    if step.planned and step.predicted == "miss":
        run = sum(shard.predicted != "hit" for shard in step.planned)
        why = f"{run} of {len(step.planned)} shards: {why}"
    return (
        (f"{MARKS.get(step.predicted, '?')} ", style),
        (f"{step.line:>6}  ", "dim"),
        (fit(words.first_line(step), max(0, text - 10)), "" if step.predicted != "free" else "dim"),
        (fit(time, _TIME, True), style),
        (fit(f"  {why}", reason), "dim"),
    )


def _columns(width: int) -> tuple[int, int]:
    reason = max(0, (width - _TIME) * 2 // 5)
    return width - _TIME - reason, reason
