"""From events to what is known of a run. Pure: the same events always give the same value."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce
from itertools import groupby
from typing import TypeVar, cast

from msgspec.structs import replace

from layer_runs.events import (
    Attached,
    Button,
    Cloned,
    Event,
    Exposed,
    FailureAnswered,
    FailureWaiting,
    FirstCommand,
    Forked,
    Kept,
    NotCached,
    Note,
    Output,
    PlannedAgain,
    PlannedStep,
    Recorded,
    Restored,
    RunDied,
    RunFinished,
    RunStarted,
    Sample,
    StepFinished,
    StepStarted,
)
from layer_runs.state import Execution, Run, RunResult, Step
from layer_runs.usage import Peak, Usage

#: How many of the newest notes are kept; a run has a handful.
NOTES = 20

T = TypeVar("T")
_OfStep = StepStarted | Output | Sample | StepFinished | Recorded


def fold(run: Run, event: Event) -> Run:
    """What is known after `event`. Never raises; what says nothing of the run leaves it as it is."""
    match event:
        case StepFinished() if run.buttons:
            return _with_step(replace(run, buttons=_unpressed(run, event)), event)
        case Output() | StepStarted() | StepFinished() | Recorded():
            return _with_step(run, event)
        case Sample():
            return _with_samples(run, (event,))
        case RunStarted():
            return _started(run, event)
        case RunFinished() | RunDied():
            return _ended(run, event)
        case Restored():
            return replace(run, restores=(*run.restores, event), at=event.at)
        case Cloned():
            return replace(run, clones=(*run.clones, event), at=event.at)
        case Attached():
            return replace(run, attached=(*run.attached, event), at=event.at)
        case FirstCommand():
            return replace(run, first_commands=(*run.first_commands, event), at=event.at)
        case Forked():
            return replace(run, forks=(*run.forks, event), at=event.at)
        case Note():
            return replace(run, notes=(*run.notes, event)[-NOTES:], doing=event.text, at=event.at)
        case Button():
            doing = f"waits for its button: {event.message}"
            return replace(run, buttons=(*_unpressed(run, event), event), doing=doing, at=event.at)
        case Exposed():
            return replace(run, exposed=(*run.exposed, event), at=event.at)
        case FailureWaiting():
            return replace(run, waiting=event, at=event.at)
        case FailureAnswered():
            return replace(run, waiting=None, at=event.at)
        case Kept():
            return replace(run, kept=(*run.kept, event), at=event.at)
        case PlannedAgain():
            steps = tuple(sorted(map(_planned, event.steps), key=_number))
            return replace(run, steps=steps, not_cached=None, at=event.at)
        case NotCached():
            return replace(run, not_cached=run.not_cached or event, at=event.at)
        case _:
            return run


def fold_all(events: Iterable[Event], run: Run | None = None) -> Run:
    """What is known after all of `events`, and before them `run`."""
    run = run or Run()
    for sampled, group in groupby(events, lambda event: isinstance(event, Sample)):
        together = list(group)
        # Those of many machines and hours: together they cost a tenth.
        run = _with_samples(run, cast("list[Sample]", together)) if sampled else reduce(fold, together, run)
    return run


def _started(run: Run, event: RunStarted) -> Run:
    return replace(
        run,
        id=event.run,
        version=event.version,
        begun=event.time,
        layerfile=event.layerfile,
        cache=event.cache,
        group=event.group,
        labels=event.labels,
        steps=tuple(sorted(map(_planned, event.steps), key=_number)),
        at=event.at,
    )


def _unpressed(run: Run, event: Button | StepFinished) -> tuple[Button, ...]:
    """The buttons that are waited at, but for that of the event's step."""
    return tuple(each for each in run.buttons if (each.step, each.shard) != (event.step, event.shard))


def _planned(step: PlannedStep) -> Step:
    known = (step.step, step.line, step.layerfile, step.text, step.predicted, step.seconds, step.reason)
    return Step(*known, planned=step.shards)


def _ended(run: Run, event: RunFinished | RunDied) -> Run:
    steps = tuple(_stopped(step) for step in run.steps)
    if isinstance(event, RunDied):
        return replace(run, steps=steps, waiting=None, buttons=(), result="died")
    result: RunResult = "passed" if event.ok else "failed"
    if event.error is not None:
        result = "error"
    elif event.interrupted:
        result = "interrupted"
    return replace(
        run,
        steps=steps,
        waiting=None,
        buttons=(),
        result=result,
        seconds=event.seconds,
        vms_started=event.vms_started,
        error=event.error,
        at=event.at,
    )


def _stopped(step: Step) -> Step:
    if step.phase != "running":
        return step
    executions = (replace(each, phase="stopped") if each.phase == "running" else each for each in step.executions)
    return replace(step, executions=tuple(executions))


def _with_step(run: Run, event: _OfStep, change: Callable[[Execution], Execution] | None = None) -> Run:
    """With the event's step, in its shard, changed: as the event says, or otherwise."""
    steps = run.steps
    index = _find_step(steps, event.step)
    if index < len(steps) and steps[index].number == event.step:
        step = steps[index]
    else:
        # The log's first line is missing, or does not name it.
        step = Step(event.step, event.line, *_place(event))
        steps = _inserted(steps, index, step)
    # Merged output may come after a later sample (merging.py).
    changed = _with_execution(step, event, change or (lambda execution: _with_event(execution, event)))
    return replace(run, steps=_put(steps, index, changed), at=max(run.at, event.at))


def _with_samples(run: Run, samples: Sequence[Sample]) -> Run:
    steps: dict[tuple[int, int | None], list[Sample]] = {}
    shards: dict[int | None, list[Sample]] = {}
    for sample in samples:
        steps.setdefault((sample.step, sample.shard), []).append(sample)
        shards.setdefault(sample.shard, []).append(sample)
    for each in steps.values():
        run = _with_step(run, each[0], partial(_with_peak, samples=each))
    usage = {each.shard: each for each in run.usage}
    for shard, told in shards.items():
        usage[shard] = usage.get(shard, Usage(shard)).plus(told)
    at = max(run.at, *(sample.at for sample in samples))
    return replace(run, usage=tuple(sorted(usage.values(), key=_order)), at=at)


def _with_peak(execution: Execution, samples: Sequence[Sample]) -> Execution:
    return replace(execution, peak=(execution.peak or Peak()).plus(samples))


def _place(event: _OfStep) -> tuple[str, str]:
    return (event.layerfile, event.text) if isinstance(event, StepFinished) else ("", "")


def _with_execution(step: Step, event: _OfStep, change: Callable[[Execution], Execution]) -> Step:
    executions = step.executions
    index = bisect_left(executions, _order(event), key=_order) if executions else 0
    if index < len(executions) and executions[index].shard == event.shard:
        execution = executions[index]
    else:
        execution = Execution(event.shard)
        executions = _inserted(executions, index, execution)
    return replace(step, executions=_put(executions, index, change(execution)))


def _with_event(execution: Execution, event: _OfStep) -> Execution:
    match event:
        case Output():
            return replace(execution, tail=execution.tail.plus(event.data))
        case Sample():
            return _with_peak(execution, (event,))
        case StepStarted():
            return Execution(event.shard, started=event.at)
        case StepFinished():
            return replace(
                execution,
                phase="finished",
                verdict=event.verdict,
                seconds=event.seconds,
                exit=event.exit,
                signal=event.signal,
                snapshot=event.snapshot,
                recording=event.recording if execution.recording is None else execution.recording,
                identity=event.identity or execution.identity,
                finished=event.at,
            )
        case Recorded():
            return replace(execution, recording=event.recording, identity=event.identity, recorded=event.at)


def _find_step(steps: tuple[Step, ...], number: int) -> int:
    """Where the step is, or would be: its number is its index where none is missing."""
    if number < len(steps) and steps[number].number == number:
        return number
    return bisect_left(steps, number, key=_number)


def _number(step: Step) -> int:
    return step.number


def _order(each: Execution | Usage | _OfStep) -> int:
    return -1 if each.shard is None else each.shard


def _put(items: tuple[T, ...], index: int, item: T) -> tuple[T, ...]:
    copied = list(items)
    copied[index] = item
    return tuple(copied)


def _inserted(items: tuple[T, ...], index: int, item: T) -> tuple[T, ...]:
    return (*items[:index], item, *items[index:])
