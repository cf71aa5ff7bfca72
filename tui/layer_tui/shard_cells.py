"""The shards of a step: one a line, or a pane each with the end of its log."""

from __future__ import annotations

from layer_runs import words
from layer_runs.state import Execution
from layer_tui import details, waterfall
from layer_tui.amounts import short, size
from layer_tui.pieces import Line, Piece, Style, fit
from layer_tui.run_cells import last_line

_STYLES: dict[str, Style] = {"hit": "hit", "ran": "ran", "failed": "failed", "skipped": "dim"}

#: Cells and lines of a pane, at least.
PANE_WIDTH, PANE_HEIGHT = 38, 6

#: Cells of a table's line before what the shard prints.
_FIGURES = 49


def heading(width: int) -> Line:
    """The line above the table."""
    bar, last = _columns(width)
    text = f"  {'shard':>5}  {'state':<9}{'time':>10}{'snapshot':>10}{'weighs':>9}  "
    return ((fit(text, _FIGURES) + fit("prints", last) + fit("  when", bar), "head"),)


def cells(execution: Execution, clock: float, whole: float, width: int) -> Line:
    """One shard in a line."""
    bar, last = _columns(width)
    word, style = state(execution)
    cost = execution.snapshot
    pieces: list[Piece] = [
        (f"{_mark(execution)} ", style),
        (f"{execution.shard if execution.shard is not None else '-':>5}  ", ""),
        (fit(word, 9), style),
        (fit(short(time(execution, clock)), 10, True), ""),
        (fit(short(cost.pause if cost else None), 10, True), "pause"),
        (fit(size(cost.bytes if cost else None), 9, True), ""),
        ("  ", ""),
        (fit(last_line(execution.tail.text), last), "dim"),
    ]
    if bar:
        pieces += [("  ", ""), *waterfall.bar(waterfall.of_execution(execution, clock), max(whole, 0.1), bar - 2)]
    return tuple(pieces)


def _columns(width: int) -> tuple[int, int]:
    bar = width // 4 if width >= 110 else 0
    return bar, max(0, width - _FIGURES - bar)


def state(execution: Execution) -> tuple[str, Style]:
    """How far a shard is, in a word."""
    if execution.verdict is not None:
        return words.WORDS.get(execution.verdict, execution.verdict), _STYLES.get(execution.verdict, "")
    return execution.phase, "running" if execution.phase == "running" else "warn"


def time(execution: Execution, clock: float) -> float | None:
    """Seconds that it took, or has taken by now."""
    if execution.phase == "running" and execution.started is not None:
        return max(0.0, clock - execution.started)
    return execution.seconds


def _mark(execution: Execution) -> str:
    return words.MARKS.get(execution.verdict or "", "▶" if execution.phase == "running" else "·")


def pane(execution: Execution, clock: float, width: int, height: int) -> list[Line]:
    """A shard with the end of its log, `height` lines of `width` cells."""
    word, style = state(execution)
    weighs = f"  {size(execution.snapshot.bytes)}" if execution.snapshot is not None else ""
    head = f"{_mark(execution)} shard {execution.shard}  {word}  {short(time(execution, clock))}{weighs}"
    lines: list[Line] = [((fit(head, width - 1), style), (" ", ""))]
    for line in details.tail(execution, height - 1):
        lines.append(((fit("│ " + line[1][0], width - 1), "dim"), (" ", "")))
    lines += [((" " * width, ""),)] * (height - len(lines))
    return lines
