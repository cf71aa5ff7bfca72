"""A row of a run as a line: what it is, how long it took, what its snapshot cost and weighs, and when it was."""

from __future__ import annotations

from collections.abc import Iterable

from layer_runs import words
from layer_runs.state import Execution, Run, Step
from layer_runs.terminal import harmless
from layer_tui import waterfall
from layer_tui.amounts import short, size
from layer_tui.pieces import Line, Piece, Style, fit
from layer_tui.rows import Row
from layer_tui.seen import Seen

_STYLES: dict[str, Style] = {"hit": "hit", "ran": "ran", "failed": "failed", "skipped": "dim"}
#: Cells of the columns of figures: time, expected, pause, bytes.
_TIME, _EXPECTED, _PAUSE, _BYTES = 10, 10, 9, 9
_FIGURES = _TIME + _EXPECTED + _PAUSE + _BYTES
#: Cells of a line that has figures and a waterfall.
_BOTH = 110


def heading(width: int, only_waterfall: bool = False) -> Line:
    """The line above all rows."""
    text, figures, bar = _columns(width, only_waterfall)
    pieces: list[Piece] = [(fit("    line  step", text), "head")]
    if figures:
        names = fit("time", _TIME, True) + fit("expected", _EXPECTED, True) + fit("snapshot", _PAUSE, True)
        pieces.append((names + fit("weighs", _BYTES, True), "head"))
    if bar:
        pieces.append(("  ", "head"))
        legend = " ".join(f"{waterfall.CELLS[work]} {waterfall.WORDS[work]}" for work in waterfall.WORDS)
        pieces.append((fit(legend, bar - 2), "head"))
    return tuple(pieces)


def cells(row: Row, seen: Seen, width: int, only_waterfall: bool = False) -> Line:
    """One row in exactly `width` cells."""
    text, figures, bar = _columns(width, only_waterfall)
    pieces = [*_beginning(row, seen.run, text)]
    if figures:
        pieces += _figures(row, seen)
    if bar:
        whole = max(seen.clock, seen.run.at, 0.1)
        pieces += [("  ", ""), *waterfall.bar(_spans(row, seen.clock), whole, bar - 2)]
    return tuple(pieces)


def _columns(width: int, only_waterfall: bool) -> tuple[int, bool, int]:
    """Cells for the step's text, whether there are figures, and cells for the waterfall."""
    if width >= _BOTH:
        bar = min(120, (width - _FIGURES) * 2 // 5)
        return width - _FIGURES - bar, True, bar
    if only_waterfall:
        bar = max(10, width // 2)
        return width - bar, False, bar
    return max(1, width - _FIGURES), True, 0


def _beginning(row: Row, run: Run, width: int) -> Line:
    if row.restore is not None:
        return ((fit(f"»         {_restored(row)}", width), "restore"),)
    if row.kind == "note":
        return ((fit(f"»         {harmless(row.text)}", width), "dim"),)
    if row.step is None:
        return ((fit(f"  {harmless(row.text)}", width), "head"),)
    if row.execution is not None:
        return _shard(row.execution, width)
    step = row.step
    style = style_of(step)
    shards = f"  [{_count(step)}]" if len(step.executions) > 1 else ""
    place = words.place(step, run)
    text = words.first_line(step) + shards
    # A parent's file is in the heading above.
    return (
        (f"{words.mark(step)} ", style),
        (f"{place.rpartition(':')[2]:>6}  ", "dim"),
        (fit(text, max(0, width - 10)), _text_style(step, style)),
    )


def _restored(row: Row) -> str:
    assert row.restore is not None
    if len(row.restores) > 1:
        return f"{len(row.restores)} restored as after line {row.restore.line}"
    shard = "" if row.restore.shard is None else f" for shard {row.restore.shard}"
    return f"restored as it was after line {row.restore.line}{shard}"


def style_of(step: Step) -> Style:
    """The style of a step: what became of it."""
    if step.phase == "running":
        return "running"
    return _STYLES.get(step.verdict or "", "warn" if step.phase == "stopped" else "dim")


def _text_style(step: Step, style: Style) -> Style:
    return style if style in ("running", "failed", "warn") else "dim" if step.phase == "waiting" else ""


def _count(step: Step) -> str:
    verdicts = [execution.verdict or execution.phase for execution in step.executions]
    counted = {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)}
    return ", ".join(f"{count} {words.WORDS.get(verdict, verdict)}" for verdict, count in counted.items())


def _shard(execution: Execution, width: int) -> Line:
    mark = words.MARKS.get(execution.verdict or "", "▶" if execution.phase == "running" else "·")
    style = _STYLES.get(execution.verdict or "", "running" if execution.phase == "running" else "dim")
    last = last_line(execution.tail.text)
    return ((f"  {mark} ", style), (fit(f"shard {execution.shard}  {last}", max(0, width - 4)), ""))


def last_line(text: str) -> str:
    """The last line that says something, as a terminal would leave it."""
    for line in reversed(text[-2000:].splitlines()):
        said = harmless(line).strip()
        if said:
            return said
    return ""


def _figures(row: Row, seen: Seen) -> Iterable[Piece]:
    if row.restore is not None:
        yield fit(short(row.restore.seconds), _TIME, True), "restore"
        many = f"{len(row.restores)} machines" if len(row.restores) > 1 else "machine"
        machine = f"{many} of {size(row.restore.memory)}"
        yield fit(machine, _EXPECTED + _PAUSE + _BYTES, True), "dim"
        return
    if row.kind == "note":
        end = seen.clock if row.end is None else row.end
        style: Style = "running" if row.end is None else "dim"
        yield fit(short(max(0.0, end - row.begin)), _TIME, True), style
        yield " " * (_FIGURES - _TIME), ""
        return
    if row.step is None:
        yield " " * _FIGURES, ""
        return
    executions = (row.execution,) if row.execution is not None else row.step.executions
    yield _time(row.step, executions, seen)
    expected = "" if row.execution is not None or row.step.predicted != "miss" else short(row.step.expected)
    yield fit(expected, _EXPECTED, True), "dim"
    costs = [each.snapshot for each in executions if each.snapshot is not None]
    pause = max((cost.pause for cost in costs), default=None)
    yield fit(short(pause), _PAUSE, True), "pause"
    yield fit(size(sum(cost.bytes for cost in costs) if costs else None), _BYTES, True), ""


def _time(step: Step, executions: Iterable[Execution], seen: Seen) -> Piece:
    running = [each.started for each in executions if each.phase == "running" and each.started is not None]
    if running:
        return fit(short(max(0.0, seen.clock - min(running))), _TIME, True), "running"
    taken = max((each.seconds for each in executions if each.seconds is not None), default=None)
    if step.verdict == "hit":
        return fit(f"-{short(taken)}" if taken else "", _TIME, True), "hit"
    return fit(short(taken) if step.verdict != "skipped" else "", _TIME, True), ""


def _spans(row: Row, clock: float) -> list[waterfall.Span]:
    if row.restore is not None:
        return [span for each in row.restores for span in waterfall.of_restore(each)]
    if row.kind == "note":
        return [waterfall.Span("restore", row.begin, clock if row.end is None else row.end)]
    if row.execution is not None:
        return waterfall.of_execution(row.execution, clock)
    if row.step is None:
        return []
    return [span for each in row.step.executions for span in waterfall.of_execution(each, clock)]
