"""A run as rows from top to bottom: its Layerfiles, their steps, what was restored, and unfolded shards."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from msgspec import Struct

from layer_runs.events import Restored
from layer_runs.state import Execution, Run, Step

Kind = Literal["note", "layerfile", "step", "restore", "shard"]
#: What a row is about, whatever moves: a kind, the step's number, and a shard's or a restore's.
Key = tuple[str, int, int]


class Row(Struct, frozen=True):
    """One row; `step` is None for a Layerfile's heading and for `restores`, several where they are forks."""

    kind: Kind
    key: Key
    step: Step | None = None
    execution: Execution | None = None
    restores: tuple[Restored, ...] = ()
    text: str = ""
    #: Of a note: from when on it was done, and until when (None: it still is); seconds since the log was begun.
    begin: float = 0.0
    end: float | None = None

    @property
    def restore(self) -> Restored | None:
        """What was restored; of several, what took longest."""
        return max(self.restores, key=lambda each: each.seconds, default=None)


def rows(run: Run, unfolded: Collection[int] = ()) -> tuple[Row, ...]:
    """The rows of a run. `unfolded` are the numbers of the steps whose shards have rows of their own."""
    found = list(_notes(run))
    headings = len({step.layerfile for step in run.steps}) > 1
    restores = _placed(run)
    file: str | None = None
    for index, step in enumerate(run.steps):
        if headings and step.layerfile != file:
            file = step.layerfile
            found.append(Row("layerfile", ("layerfile", step.number, 0), text=file))
        found.append(Row("step", ("step", step.number, 0), step))
        if step.number in unfolded and len(step.executions) > 1:
            found += (
                Row("shard", ("shard", step.number, -1 if each.shard is None else each.shard), step, each)
                for each in step.executions
            )
        found += (
            Row("restore", ("restore", step.number, which), restores=tuple(each)) for which, each in restores[index]
        )
    return tuple(found)


def _notes(run: Run) -> Iterator[Row]:
    """What was slow before the first machine was there: an image that was built, a machine that was booted."""
    first = run.restores[0] if run.restores else None
    until = None if first is None else max(0.0, first.at - first.seconds)
    before = [note for note in run.notes if until is None or note.at <= until]
    for which, note in enumerate(before):
        if which + 1 < len(before):
            end: float | None = before[which + 1].at
        else:
            end = until if until is not None or run.result == "running" else run.at
        yield Row("note", ("note", which, 0), text=note.text, begin=note.at, end=end)


def _placed(run: Run) -> list[list[tuple[int, list[Restored]]]]:
    """For each step the restores of the machine as it was after it; those of one snapshot together."""
    placed: list[list[tuple[int, list[Restored]]]] = [[] for _ in run.steps]
    forks: dict[str, list[Restored]] = {}
    for which, restore in enumerate(run.restores):
        if restore.shard is not None and restore.snapshot in forks:
            forks[restore.snapshot].append(restore)
        elif placed:
            together = [restore]
            placed[_place(run, restore)].append((which, together))
            if restore.shard is not None:
                forks[restore.snapshot] = together
    return placed


def _place(run: Run, restore: Restored) -> int:
    """The step whose machine it is. The event has the line and not the file: of several such lines, that of the last
    step that was not run here, or, as machines of shards go on from what was, that of the last one.
    """
    lines = [index for index, step in enumerate(run.steps) if step.line == restore.line]
    earlier = [index for index in lines if not _ran(run.steps[index])]
    return (earlier or lines or [0])[-1]


def _ran(step: Step) -> bool:
    return any(execution.started is not None for execution in step.executions)


def active(run: Run) -> Key | None:
    """The row that matters most: what runs; else what failed; else the last step that is over."""
    for wanted in ("running", "stopped"):
        for step in run.steps:
            if step.phase == wanted:
                return ("step", step.number, 0)
    failed = next((step for step in run.steps if step.verdict == "failed"), None)
    if failed is not None:
        return ("step", failed.number, 0)
    over = [step for step in run.steps if step.phase == "finished"]
    return ("step", over[-1].number, 0) if over else None
