"""What a machine uses, as lines: processors, memory, disk."""

from __future__ import annotations

from collections.abc import Iterable

from layer_runs.state import Run
from layer_runs.usage import Peak, Usage
from layer_tui.amounts import size
from layer_tui.pieces import Line, Piece, Style
from layer_tui.sparkline import rate, share, sparkline

#: Bytes a second that a disk's bar stands for at least, or an idle disk would look busy.
_LEAST_DISK = 1e6

#: Cells of everything on a machine's line but its three sparklines; more, where there is room, for a name and a count.
_WORDS, _NAMES = 54, 26


def of_machine(run: Run, shard: int | None) -> Usage | None:
    """What the machine of a shard used; where it has said nothing, the one that was heard last."""
    named = next((each for each in run.usage if each.shard == shard and shard is not None), None)
    return named or max(run.usage, key=lambda each: each.points[-1].at, default=None)


def line(usage: Usage, machines: int, width: int) -> Line:
    """The newest of what a machine used, with where it came from."""
    named = width >= _WORDS + _NAMES + 24
    room = min(30, (width - _WORDS - (_NAMES if named else 0)) // 3)
    last = usage.points[-1]
    name = "machine  " if usage.shard is None else f"shard {usage.shard}  "
    pieces: list[Piece] = [(f"≈ {name if named else ''}", "dim")]
    pieces += _part("cpu", [each.cpu for each in usage.points], 1.0, room, share(last.cpu), "run")
    memory = f"{size(last.memory)}/{size(usage.total)}"
    pieces += _part("memory", [each.memory for each in usage.points], usage.total, room, memory, "pause")
    flows = [each.read + each.written for each in usage.points]
    pieces += _part("disk", flows, max(_LEAST_DISK, *flows), room, rate(flows[-1]), "restore")
    if machines > 1 and named:
        pieces.append((f"· {machines} machines", "dim"))
    return tuple(pieces)


def _part(name: str, values: list[float], most: float, width: int, said: str, style: Style) -> Iterable[Piece]:
    yield f"{name} ", "dim"
    if width >= 4:
        yield f"{sparkline(values, most, width)} ", style
    yield f"{said}  ", ""


def used(peak: Peak) -> Line:
    """What a step used of its machine: the most memory, processors on average and at most, all of the disk."""
    return (
        ("used      ", "dim"),
        (f"{size(peak.memory)}", "head"),
        (f" of {size(peak.total)} · processors ", ""),
        (f"{peak.mean:.0%}", "head"),
        (f", at most {peak.cpu:.0%} · disk r {size(peak.read)} w {size(peak.written)}", ""),
    )
