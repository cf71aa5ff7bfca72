"""What one machine used over a run, as series to plot, and which step it did when."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from layer_runs.state import Run
from layer_runs.terminal import harmless, seconds
from layer_runs.usage import Point, Usage
from layer_tui.amounts import size
from layer_tui.pieces import Line, Piece, fit

#: Cells to the left of a plot: its largest label and the axis.
GUTTER = 9


class Series(Struct, frozen=True):
    """Values of one kind: `title` says the last and the highest one; `ticks` are places on the axis, up to `most`. Of
    several, each has its label.
    """

    name: str
    title: str
    most: float
    ticks: tuple[tuple[float, str], ...]
    values: tuple[tuple[float, ...], ...]
    labels: tuple[str, ...] = ("",)


class Step(Struct, frozen=True):
    """A step in that machine from `begin` to `end`, in seconds since the log was begun."""

    name: str
    begin: float
    end: float


def times(usage: Usage) -> tuple[float, ...]:
    """When each point was."""
    return tuple(point.at for point in usage.points)


def series(usage: Usage) -> tuple[Series, Series, Series]:
    """Processors in percent, memory and disk in bytes."""
    points, total = usage.points, float(usage.total or 1)
    cpu = _values(points, lambda point: point.cpu * 100)
    memory = _values(points, lambda point: float(point.memory))
    read, written = _values(points, lambda point: point.read), _values(points, lambda point: point.written)
    flow = _round(max((*read, *written), default=0.0))
    return (
        Series(
            "cpu",
            f"processors: {cpu[-1]:.0f}% busy, {max(cpu):.0f}% at most",
            100.0,
            tuple((float(each), f"{each}%") for each in (0, 50, 100)),
            (cpu,),
        ),
        Series(
            "memory",
            f"memory: {size(int(memory[-1]))} in use, {size(int(max(memory)))} of {size(usage.total)} at most",
            total,
            tuple((total * each, size(round(total * each))) for each in (0.0, 0.5, 1.0)),
            (memory,),
        ),
        Series(
            "disk",
            f"disk: {size(int(read[-1]))}/s read, {size(int(written[-1]))}/s written",
            flow,
            tuple((flow * each, f"{size(round(flow * each))}/s") for each in (0.0, 0.5, 1.0)),
            (read, written),
            ("read", "written"),
        ),
    )


def _values(points: tuple[Point, ...], of: Callable[[Point], float]) -> tuple[float, ...]:
    return tuple(map(of, points))


def _round(value: float) -> float:
    """The next amount that looks well on an axis: a power of two, of a MiB at least."""
    most = float(1024**2)
    while most < value:
        most *= 2
    return most


def steps(run: Run, shard: int | None, clock: float) -> tuple[Step, ...]:
    """The steps that the machine of a shard did, in order."""
    found = []
    for step in run.steps:
        for each in step.executions:
            if each.shard == shard and each.started is not None:
                end = each.finished if each.finished is not None else max(clock, each.started)
                text = harmless((step.text.splitlines() or [""])[0])
                found.append(Step(f"{step.line} {text}", each.started, end))
    return tuple(sorted(found, key=lambda each: each.begin))


def strip(done: tuple[Step, ...], begin: float, end: float, width: int) -> Line:
    """The steps side by side under a plot of `width` cells from `begin` to `end`."""
    scale = width / max(end - begin, 0.001)
    pieces: list[Piece] = []
    at = 0
    for number, step in enumerate(done):
        first = max(at, min(width, round((step.begin - begin) * scale)))
        last = max(first, min(width, round((step.end - begin) * scale)))
        if last <= first:
            continue
        pieces.append((" " * (first - at), ""))
        pieces.append((fit(f"▏{step.name}", last - first), ("restore", "pause")[number % 2]))
        at = last
    return tuple(pieces)


def labels(begin: float, end: float) -> tuple[tuple[float, str], ...]:
    """Places on the time axis."""
    return tuple(
        (begin + (end - begin) * each, seconds(begin + (end - begin) * each)) for each in (0, 0.25, 0.5, 0.75, 1)
    )
