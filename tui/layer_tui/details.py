"""All that is known of one row of a run, in lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from layer_runs import words
from layer_runs.events import Forked, Reason
from layer_runs.state import Execution, Run, Step
from layer_runs.terminal import harmless
from layer_tui.amounts import short, size
from layer_tui.pieces import Line, Style, wrapped
from layer_tui.rows import Row
from layer_tui.run_cells import style_of
from layer_tui.seen import Seen
from layer_tui.usage_cells import used

#: Lines that a step has for what it printed, and before that for what is known of it, however few there are.
_PRINTED, _ABOUT = 3, 2

_PARTS = {"state": "device state", "start": "machine", "tree": "tree", "attach": "agent"}


def of_row(row: Row | None, seen: Seen, most: int, width: int = 200) -> list[Line]:
    """At most `most` lines, of `width` cells, on a row; the end of what a step printed has the room that is left, and
    some in any case.
    """
    if row is None or (row.step is None and row.restore is None):
        return _wrapped(_run(seen.run), width)[:most]
    if row.restore is not None:
        return _wrapped(_restore(row, seen.run), width)[:most]
    assert row.step is not None
    lines = _wrapped(_step(row.step, row.execution, seen.run.cache), width)
    lines += _wrapped(forked(row.step, seen.run), width)
    execution = row.execution or next(iter(row.step.executions), None)
    if execution is not None and len(row.step.executions) > 1 and row.execution is None:
        execution = row.step.failed
    # A line that is too long takes a row all the same: there is the log for it.
    printed = [wrapped(line, width)[0] for line in tail(execution, max(_PRINTED, most - len(lines)))]
    room = most - min(len(printed), _PRINTED)
    return (lines[: max(_ABOUT, room)] + printed)[:most]


def _wrapped(lines: Iterable[Line], width: int) -> list[Line]:
    return [row for line in lines for row in wrapped(line, width)]


def tail(execution: Execution | None, most: int) -> list[Line]:
    """The last lines that were printed."""
    if execution is None or most <= 0:
        return []
    text = execution.tail.text[-20_000:]
    shown = [harmless(line.rstrip("\r").rpartition("\r")[2]) for line in text.rstrip("\n").split("\n")]
    return [(("  ", "dim"), (line.expandtabs(), "")) for line in shown[-most:]] if text else []


def parts(named: Mapping[str, float]) -> str:
    """Seconds by what they were for: `device state 0.01 s · memory 0.10 s`."""
    return " · ".join(f"{_PARTS.get(name, harmless(name))} {short(took)}" for name, took in named.items())


def status(run: Run) -> Line:
    """What was restored and what was saved, on one line."""
    if run.error is not None:
        return ((f"! {harmless(run.error.splitlines()[0] if run.error else '')}", "failed"),)
    if run.not_cached is not None:
        return ((f"! line {run.not_cached.line} and on are not kept: {harmless(run.not_cached.reason)}", "warn"),)
    if not run.restores:
        return ((f"» {harmless(run.doing)}" if run.doing and run.result == "running" else "» no machine yet", "dim"),)
    last = run.restores[-1]
    words_ = f"» restored line {last.line} in {short(last.seconds)}"
    rest = f" ({parts(last.parts)}) {size(last.memory)} {harmless(last.accelerator)}"
    if len(run.restores) > 1:
        rest += f" · {len(run.restores)} machines"
    return ((words_, "restore"), (rest, "dim"))


def _run(run: Run) -> Iterator[Line]:
    yield (("layerfile  ", "dim"), (harmless(run.layerfile), ""))
    yield (("begun      ", "dim"), (words.when(run.begun), ""))
    if run.first_commands:
        first = run.first_commands[-1]
        yield ((f"first command ended {short(first.seconds)} after the restore began ({parts(first.parts)})", ""),)
    if run.error is not None:
        yield from (((harmless(line), "failed"),) for line in run.error.splitlines())


def _restore(row: Row, run: Run) -> Iterator[Line]:
    assert row.restore is not None
    restore = row.restore
    many = len(row.restores) > 1
    what = f"{len(row.restores)} machines, each as it was" if many else "the machine as it was"
    yield ((f"restored {what} after line {restore.line}", "head"),)
    took = f"{short(restore.seconds)}{' at most' if many else ''}"
    yield (("took    ", "dim"), (took, "restore"), (f"  {parts(restore.parts)}", ""))
    machine = f"{size(restore.memory)}, {harmless(restore.accelerator)}"
    yield (("machine ", "dim"), (machine, ""), (f"  snapshot {harmless(restore.snapshot)}", "dim"))
    for fork in run.forks if many else ():
        if fork.snapshot == restore.snapshot:
            yield _forked(fork, restore.memory)
    for first in run.first_commands:
        if first.shard == restore.shard:
            yield (("first command ended ", "dim"), (short(first.seconds), ""), (f"  {parts(first.parts)}", ""))


def _step(step: Step, execution: Execution | None, cache: bool) -> Iterator[Line]:
    for index, text in enumerate(step.text.splitlines()[:3] or [""]):
        yield ((harmless(text), "head" if index == 0 else ""),)
    outcome = ", ".join(each for each in (words.verdict(step), words.ending(step)) if each)
    # Told to run every step, what was predicted of them says nothing.
    against = words.against_prediction(step) if cache else ""
    took = step.seconds if execution is None else execution.seconds
    line: list[tuple[str, Style]] = [(outcome, style_of(step))]
    if took:
        line.append((f"  {short(took)}{' saved' if step.verdict == 'hit' else ''}", ""))
    if step.predicted == "miss" and step.expected is not None:
        line.append((f"  expected {short(step.expected)}", "dim"))
    if against:
        line.append((f"  {against.partition(' (')[0]}", "dim" if step.as_predicted else "warn"))
    yield tuple(line)
    if step.reason is not None and step.verdict != "hit":
        yield (("why  ", "dim"), (harmless(step.reason.detail), ""))
    shown = (execution,) if execution is not None else step.executions
    peak = max((each.peak for each in shown if each.peak is not None), key=lambda peak: peak.memory, default=None)
    if peak is not None:
        yield used(peak)
    yield from (snapshot_line(each) for each in shown[:1] if each.snapshot is not None)


def forked(step: Step, run: Run) -> Iterator[Line]:
    """Of the machines of a step's shards: how soon all had done something, and the memory that is not shared."""
    shards = {execution.shard for execution in step.executions}
    snapshots = {restore.snapshot for restore in run.restores if restore.shard in shards and restore.shard is not None}
    for fork in run.forks:
        if fork.snapshot in snapshots:
            yield _forked(
                fork, next((restore.memory for restore in run.restores if restore.snapshot == fork.snapshot), 0)
            )


def _forked(fork: Forked, memory: int) -> Line:
    return (
        ("forks     ", "dim"),
        (f"{fork.machines} machines from line {fork.line} in {short(fork.seconds)}", "restore"),
        (f" · of its {size(memory)} each shares all but at most ", ""),
        (size(fork.unshared), "head"),
        (f", {size(fork.translated)} of that translated code" if fork.translated else "", "dim"),
    )


def snapshot_line(execution: Execution) -> Line:
    """What a snapshot cost: the pause with its parts, what it weighs, and how long its files were written."""
    cost = execution.snapshot
    assert cost is not None
    named = parts({"state": cost.state, "memory": cost.memory, "disk": cost.disk})
    line: list[tuple[str, Style]] = [
        ("snapshot  ", "dim"),
        (f"paused {short(cost.pause)}", "pause"),
        (f" ({named})  ", ""),
        (size(cost.bytes), "head"),
    ]
    if execution.recorded is not None and execution.finished is not None and execution.recorded > execution.finished:
        line.append((f"  written in {short(execution.recorded - execution.finished)}", "write"))
    return tuple(line)


def shard_lines(step: Step) -> Iterator[Line]:
    """What was predicted of each shard, where they differ."""
    if len({(shard.predicted, shard.reason) for shard in step.planned}) < 2:
        return
    for shard in step.planned:
        marks: dict[str, tuple[str, Style]] = {"hit": ("✓", "hit"), "miss": ("↻", "running")}
        mark, style = marks.get(shard.predicted, ("?", "warn"))
        why = harmless(shard.reason.detail) if shard.reason is not None else "all that it saw is still so"
        yield ((f"{mark} shard {shard.shard}  ", style), (why, "dim"))


def reason_lines(reason: Reason) -> Iterator[Line]:
    """Why a step must run: the kind of input, what changed, old and new."""
    kind = harmless(reason.kind).replace("_", " ")
    if reason.path:
        yield ((f"{kind:<9} ", "running"), (harmless(reason.path), "head"))
        yield (("          ", ""), (harmless(reason.detail), ""))
    else:
        yield (("why       ", "dim"), (harmless(reason.detail), ""))
    if reason.old or reason.new:
        yield (("    then  ", "dim"), (harmless(reason.old) or "-", ""))
        yield (("    now   ", "dim"), (harmless(reason.new) or "-", ""))
