"""When what ran: a run's time from left to right, in cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from layer_runs.events import Restored
from layer_runs.state import Execution
from layer_tui.pieces import Line, Piece

Work = Literal["write", "run", "restore", "pause"]

#: Told apart without colours too. Of several in one cell the last of these is shown: pauses are short.
CELLS: dict[Work, str] = {"write": "░", "run": "█", "restore": "▒", "pause": "▓"}
WORDS: dict[Work, str] = {"run": "run", "restore": "restore", "pause": "snapshot", "write": "write"}


class Span(NamedTuple):
    """What was done from `begin` to `end`, in seconds since the log was begun."""

    work: Work
    begin: float
    end: float


def of_execution(execution: Execution, clock: float) -> list[Span]:
    """The command, the pause for the snapshot, and the writing of its files while the machine went on."""
    if execution.started is None:
        return []
    if execution.finished is None:
        return [Span("run", execution.started, max(clock, execution.started))]
    pause = execution.snapshot.pause if execution.snapshot is not None else 0.0
    end = execution.finished
    spans = [Span("run", execution.started, min(end, execution.started + (execution.seconds or 0.0)))]
    if pause:
        spans.append(Span("pause", max(execution.started, end - pause), end))
    if execution.recorded is not None and execution.recorded > end:
        spans.append(Span("write", end, execution.recorded))
    return spans


def of_restore(restore: Restored) -> list[Span]:
    """The restore, which ended when it was told."""
    return [Span("restore", max(0.0, restore.at - restore.seconds), restore.at)]


def bar(spans: Iterable[Span], whole: float, width: int) -> Line:
    """The spans in `width` cells, which stand for `whole` seconds. The shortest one still has a cell."""
    cells: list[Work | None] = [None] * width
    scale = width / max(whole, 0.001)
    for span in sorted(spans, key=lambda span: list(CELLS).index(span.work)):
        begin = min(int(span.begin * scale), width - 1)
        end = max(begin + 1, min(round(span.end * scale), width))
        cells[begin:end] = [span.work] * (end - begin)
    pieces: list[Piece] = []
    for cell in cells:
        text = " " if cell is None else CELLS[cell]
        style = "" if cell is None else cell
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + text, style)
        else:
            pieces.append((text, style))
    return tuple(pieces)
