"""The shards of a step: one a line, or a pane each with the end of its log."""

from __future__ import annotations

from layer_runs import words
from layer_runs.state import Execution
from layer_runs.usage import Usage
from layer_tui import details, waterfall
from layer_tui.amounts import short, size
from layer_tui.pieces import Line, Piece, Style, fit
from layer_tui.run_cells import last_line
from layer_tui.sparkline import sparkline

_STYLES: dict[str, Style] = {"hit": "hit", "ran": "ran", "failed": "failed", "skipped": "dim"}

#: Cells and lines of a pane, at least.
PANE_WIDTH, PANE_HEIGHT = 38, 6

#: Cells of a table's line before what the machine uses; of that, its memory and the bars of its processors.
_FIGURES, _MEMORY, _BARS = 49, 10, 12


def heading(width: int) -> Line:
    """The line above the table."""
    used, bar, last = _columns(width)
    text = f"  {'shard':>5}  {'state':<9}{'time':>10}{'snapshot':>10}{'weighs':>9}  "
    text = fit(text, _FIGURES) + fit("memory  ", _MEMORY, True) if used else fit(text, _FIGURES)
    if used > _MEMORY:
        text += fit("cpu", _BARS)
    return ((text + fit("prints", last) + fit("  when", bar), "head"),)


def cells(execution: Execution, clock: float, whole: float, width: int, usage: Usage | None = None) -> Line:
    """One shard in a line; `usage` is what its machine uses."""
    used, bar, last = _columns(width)
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
    ]
    if used:
        most = execution.peak.memory if execution.peak else None
        pieces.append((fit(size(most) + "  ", _MEMORY, True), ""))
    if used > _MEMORY:
        bars = sparkline([each.cpu for each in usage.points], 1.0, _BARS - 2) if usage else ""
        pieces.append((fit(bars, _BARS), "run"))
    pieces.append((fit(last_line(execution.tail.text), last), "dim"))
    if bar:
        pieces += [("  ", ""), *waterfall.bar(waterfall.of_execution(execution, clock), max(whole, 0.1), bar - 2)]
    return tuple(pieces)


def _columns(width: int) -> tuple[int, int, int]:
    """Cells for what the machine uses, for when it ran, and for what it prints."""
    used = _MEMORY + _BARS if width >= 96 else _MEMORY if width >= 72 else 0
    bar = width // 4 if width >= 110 else 0
    return used, bar, max(0, width - _FIGURES - used - bar)


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


def pane(execution: Execution, clock: float, width: int, height: int, usage: Usage | None = None) -> list[Line]:
    """A shard with the end of its log, `height` lines of `width` cells; `usage` is what its machine uses."""
    word, style = state(execution)
    weighs = f"  {size(execution.snapshot.bytes)}" if execution.snapshot is not None else ""
    head = f"{_mark(execution)} shard {execution.shard}  {word}  {short(time(execution, clock))}{weighs}"
    lines: list[Line] = [(*_head(head, style, width - 1, usage), (" ", ""))]
    for line in details.tail(execution, height - 1):
        lines.append(((fit("│ " + line[1][0], width - 1), "dim"), (" ", "")))
    lines += [((" " * width, ""),)] * (height - len(lines))
    return lines


def _head(text: str, style: Style, width: int, usage: Usage | None) -> Line:
    """A pane's first line; at its end the processors and the memory, where there is room."""
    if usage is None:
        return ((fit(text, width), style),)
    memory = f" {size(usage.points[-1].memory)}"
    bars = min(16, width - len(text) - len(memory) - 2)
    if bars < 4:
        return ((fit(text, width), style),)
    cpu = sparkline([each.cpu for each in usage.points], 1.0, bars)
    return ((fit(text, width - bars - len(memory)), style), (cpu, "run"), (memory, "dim"))
