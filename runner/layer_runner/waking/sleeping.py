"""Which machines a run has left asleep: for each shard the last snapshot, and what is exposed in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from layer_cache.checkpoints import is_expose, is_run
from layer_runs.folder import Shard
from layer_runs.state import Execution, Run
from layerfile.lanes import Lane, Step
from layerfile.program import Program

#: From a recording's number and identity to its snapshot; None where it is gone or has none.
FindSnapshot = Callable[[int, str], str | None]


class NothingAsleep(Exception):
    """There is nothing to wake; the words say why and what to do."""


@dataclass(frozen=True, slots=True)
class Sleeping:
    """A machine as it was after the step `last`, in which `steps` of EXPOSE show something; `lane` is its whole way."""

    lane: Lane
    snapshot: str
    last: Step
    steps: tuple[Step, ...]

    @property
    def shard(self) -> Shard:
        """Which of the machines of its run."""
        return self.lane.shard


def asleep(program: Program, run: Run, find: FindSnapshot) -> tuple[Sleeping, ...]:
    """The machines of a run that expose something; `program` is that of its Layerfile today. Raises NothingAsleep."""
    if not any(map(is_expose, program.steps)):
        raise NothingAsleep(f"{program.path} exposes nothing: write EXPOSE WEBSITE localhost:PORT, and run it")
    if run.result == "running":
        raise NothingAsleep(f"run {run.id} still goes on: it shows its websites itself")
    found = [sleeping for lane in program.lane.leaves() if (sleeping := _of(lane, run, find)) is not None]
    if not found:
        raise NothingAsleep(f"run {run.id} has not come to an EXPOSE: `layer run` goes on from where it stopped")
    return tuple(found)


def _of(lane: Lane, run: Run, find: FindSnapshot) -> Sleeping | None:
    """What a shard has left; None if it exposed nothing. Raises NothingAsleep where that cannot be woken."""
    done = list(_passed(lane, run))
    exposed = tuple(step for step, _ in done if is_expose(step))
    if not exposed:
        return None
    following: list[Step] = []
    for step, execution in reversed(done):
        snapshot = _snapshot(execution, find)
        if snapshot is not None:
            shown = tuple(each for each in exposed if each.number <= step.number or each in following)
            return Sleeping(lane, snapshot, step, shown) if shown else None
        if is_expose(step):
            # It only waited: a snapshot of before it will do.
            following.append(step)
        elif run.result == "passed":
            # What it has done would be missing in any earlier snapshot. After a failure it is: as far as there are any.
            raise NothingAsleep(
                f"run {run.id} left no snapshot after {step.layerfile}:{step.line} that is still there:"
                " `layer run` makes one, unless CHECKPOINT has turned them off there"
            )
        else:
            following.clear()
    raise NothingAsleep(f"run {run.id} left no snapshot that is still there: `layer run` makes one")


def _passed(lane: Lane, run: Run) -> Iterator[tuple[Step, Execution]]:
    """The steps of a lane that leave the machine another one, as far as the run has come."""
    known = {step.number: step for step in run.steps}
    for step in lane.steps:
        told = known.get(step.number)
        if told is None or (told.layerfile, told.text) != (step.layerfile, step.text):
            raise NothingAsleep(
                f"{step.layerfile} is another one than that of run {run.id}, from line {step.line} on:"
                " `layer run` first"
            )
        if not is_run(step):
            continue
        execution = next((each for each in told.executions if each.shard == step.shard), None)
        if execution is None or execution.verdict not in ("hit", "ran"):
            return
        yield step, execution


def _snapshot(execution: Execution, find: FindSnapshot) -> str | None:
    return None if execution.recording is None else find(execution.recording, execution.identity)
