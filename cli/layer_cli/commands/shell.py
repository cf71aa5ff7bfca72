"""`layer shell`: a terminal in the machine as a step left it. What is done in it is gone when the shell ends."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from layer_cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from layer_cache.records import Records
    from layer_cli.project import Project
    from layer_runs.events import Kept
    from layer_runs.state import Run, Step
    from layerfile.program import Step as ProgramStep


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer shell`."""
    parser.add_argument(
        "run",
        nargs="?",
        metavar="RUN",
        help="a run: an id, its beginning, last or last~N; else the project as it is now",
    )
    parser.add_argument("step", nargs="?", metavar="STEP", help="its step: a line, or FILE:LINE; else the last one")
    parser.add_argument("--path", default=".", metavar="PATH", help="the project, where no run is named")


def call(options: argparse.Namespace) -> int:
    """Open the shell."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print("layer: a shell needs a terminal", file=sys.stderr)
        return ExitCode.USAGE
    import asyncio

    from layer_cache.snapshots import mark_used
    from layer_runner.engine.connection import abandon_all
    from layer_runner.run.interrupts import Interrupted, interruptible
    from layer_runner.run.shell import Entrance, open_shell

    project, snapshot, step = _of_run(options.run, options.step) if options.run else _of_project(options.path)
    values = project.secret_values()
    mark_used(project.state, [snapshot])
    state = _state(project, snapshot, step)
    print(f"layer: the machine {state}; what you do in it is gone afterwards", file=sys.stderr)
    entrance = Entrance(project.program, snapshot, step, values)
    try:
        return asyncio.run(interruptible(open_shell(project.state, project.tree, entrance), abandon_all))
    except Interrupted:
        return ExitCode.INTERRUPTED


def _state(project: Project, snapshot: str, following: ProgramStep | None) -> str:
    """What the machine has done last, in words."""
    from layer_cache import snapshots

    manifest = snapshots.read(project.state, snapshot)
    if manifest is not None and manifest.kept is not None:
        return f"as {manifest.kept.layerfile}:{manifest.kept.line} failed in it"
    steps = project.program.steps
    last = steps[-1] if following is None else steps[following.number - 1]
    return f"after {last.layerfile}:{last.line}"


def _of_project(path: str) -> tuple[Project, str, ProgramStep | None]:
    """The newest snapshot that holds now, and the step after it. Raises StoreError."""
    from layer_cache.errors import StoreError
    from layer_cache.snapshots import refusal
    from layer_cli.project import open_project

    project = open_project(path)
    prediction = project.predict()
    # What a run would go on from may be left by a step that is to run again: that does not hold.
    for one in reversed(prediction.steps):
        snapshot = None if one.recording is None or one.shards else one.recording.snapshot
        if snapshot is not None and refusal(project.state, snapshot) is None:
            return project, snapshot, _after(project, one.step.number)
    raise StoreError("there is no snapshot of this Layerfile that holds now: `layer run` makes them")


def _of_run(word: str, place: str | None) -> tuple[Project, str, ProgramStep | None]:
    """The snapshot that a step of a run left. Raises StoreError, UnknownRun, LayerfileError."""
    from layer_cache.errors import StoreError
    from layer_cli.past_runs import open_run
    from layer_cli.project import open_project

    _, run = open_run(word)
    project = open_project(run.layerfile)
    kept = _kept(run, place, project)
    if kept is not None:
        return project, kept.snapshot, project.program.steps[_same(project, kept)]
    candidates = [
        step for step in run.steps if place is None or place in (str(step.line), f"{step.layerfile}:{step.line}")
    ]
    if not candidates:
        lines = ", ".join(f"{step.layerfile}:{step.line}" for step in run.steps)
        raise StoreError(f"run {run.id} has no step at {place}; its steps are at {lines}")
    for step in reversed(candidates):
        snapshot = _snapshot_of(step, project.records)
        if snapshot is not None:
            return project, snapshot, _after(project, _same(project, step))
    where = f"at {place}" if place else "that is still there"
    raise StoreError(f"run {run.id} left no snapshot {where}{_nearest(run, candidates[0], project)}")


def _kept(run: Run, place: str | None, project: Project) -> Kept | None:
    """The newest machine that the run has kept of a step which failed, if it is still there."""
    from layer_cache.snapshots import refusal

    for each in reversed(run.kept):
        meant = place in (None, str(each.line), f"{each.layerfile}:{each.line}")
        if meant and refusal(project.state, each.snapshot) is None:
            return each
    return None


def _snapshot_of(step: Step, records: Records) -> str | None:
    for execution in reversed(step.executions):
        if execution.recording is not None:
            recording = records.recording(execution.recording, execution.identity)
            if recording is not None and recording.snapshot is not None:
                return recording.snapshot
    return None


def _nearest(run: Run, step: Step, project: Project) -> str:
    """The last step before it that left one, in words."""
    for earlier in reversed(run.steps[: step.number]):
        if _snapshot_of(earlier, project.records) is not None:
            return f"; the step before it that did is {earlier.layerfile}:{earlier.line}"
    return ""


def _same(project: Project, step: Step | Kept) -> int:
    """The number that a run's step has in the Layerfile of now. Raises StoreError."""
    from layer_cache.errors import StoreError

    for one in project.program.steps:
        if (one.layerfile, one.text) == (step.layerfile, step.text) and one.line == step.line:
            return one.number
    for one in project.program.steps:
        if (one.layerfile, one.text) == (step.layerfile, step.text):
            return one.number
    raise StoreError(f"{step.layerfile} has no such step any more: {step.text.splitlines()[0]}")


def _after(project: Project, number: int) -> ProgramStep | None:
    steps = project.program.steps
    return steps[number + 1] if number + 1 < len(steps) else None
