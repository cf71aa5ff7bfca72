"""`layer run`: runs a Layerfile in a VM; what was done before and is still true is skipped."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from layer_cache.prediction import Reason, is_run
from layer_cli.arguments import add_path
from layer_cli.exit_codes import ExitCode
from layer_cli.project import Project, open_project
from layerfile.problems import LayerfileError

if TYPE_CHECKING:
    from layer_cache.prediction import Prediction
    from layer_cache.records import Records
    from layer_runner.run.events import EventLog


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer run`."""
    add_path(parser)
    parser.add_argument("--json", action="store_true", help="print the event log as NDJSON, one object a line")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--no-cache", action="store_true", help="run every step, whatever is known of it")
    which.add_argument("--from", dest="begin", type=int, metavar="LINE", help="run the step at LINE and all after it")
    parser.add_argument("--until", type=int, metavar="LINE", help="stop after the step at LINE")
    parser.add_argument("--run-id", metavar="ID", help="call the run so, to follow it from elsewhere")


def call(options: argparse.Namespace) -> int:
    """Run, and show what happens in the way that standard output suits."""
    from layer_cli.display import choose
    from layer_runner.run.events import EventLog, run_started

    number = _run_id(options.run_id)
    project = open_project(options.path)
    if options.until is not None:
        project = until(project, options.until)
    records = project.records if options.begin is None else before(project, options.begin)
    _require_image(project)
    project.state.create()
    with choose(options.json, sys.stdout) as display:
        began = time.perf_counter()
        # Before there is a log: what cannot be predicted never became a run.
        prediction = project.predict(records)
        if options.begin is not None:
            prediction = _told_to_run(prediction, _step_at(project, options.begin))
        use_cache = not options.no_cache
        log = EventLog(project.state.runs / number, display.show)
        try:
            run_started(log, number, str(project.file), prediction, use_cache)
            return _run(project, records, log, prediction, began, use_cache)
        finally:
            log.close()


def _run_id(wanted: str | None) -> str:
    """The id that was asked for, or a new one. Raises UnknownRun where it cannot be one, or is taken."""
    from layer_cache.state import State
    from layer_runs.finding import UnknownRun
    from layer_runs.folder import is_run_id, run_id, run_ids

    if wanted is None:
        return run_id()
    if not is_run_id(wanted):
        raise UnknownRun(f"{wanted!r} cannot be the id of a run: letters, digits and dashes, at most 64")
    if wanted in run_ids(State().runs):
        raise UnknownRun(f"there is a run {wanted} already")
    return wanted


def until(project: Project, line: int) -> Project:
    """The project whose program ends with the step at `line` of the Layerfile. Raises LayerfileError."""
    end = _step_at(project, line)
    return replace(project, program=replace(project.program, steps=project.program.steps[: end + 1]))


def before(project: Project, line: int) -> Records:
    """The records without what is known of the step at `line` of the Layerfile and of all after it.

    Raises LayerfileError.
    """
    runs = sum(is_run(step) for step in project.program.steps[: _step_at(project, line)])
    kept = project.kept()[:runs]
    return project.records.limited_to(number for level in kept for number in level)


def _told_to_run(prediction: Prediction, first: int) -> Prediction:
    """The prediction with the true reason that the step `first` runs: the records lack it only since that was asked."""
    steps = list(prediction.steps)
    if steps[first].verdict == "miss":
        steps[first] = replace(steps[first], reason=Reason("never_run", "", "told to run from here"))
    return replace(prediction, steps=tuple(steps))


def _step_at(project: Project, line: int) -> int:
    own = {step.line: step.number for step in project.program.steps if step.own}
    if line not in own:
        places = ", ".join(map(str, own))
        message = f"no step starts at line {line}; steps are at {places}"
        raise LayerfileError.single("no-such-step", message, project.program.path)
    return own[line]


def _require_image(project: Project) -> None:
    """Raise LayerfileError, at its FROM, for an image that nobody here can build."""
    from layer_runner.images.definitions import IMAGES, closest
    from layerfile.problems import Problem

    program = project.program
    if program.image not in IMAGES:
        base = program.steps[0]
        message = closest(program.image)
        raise LayerfileError((Problem("unknown-image", "error", message, base.directive.span, base.layerfile),))


def _run(
    project: Project, records: Records, log: EventLog, prediction: Prediction, began: float, use_cache: bool
) -> int:
    if use_cache and prediction.first_to_run is None:
        # Nothing to do: neither libvirt nor asyncio is imported.
        from layer_runner.run.skipped import report_all_hits

        report_all_hits(log, prediction, began)
        return ExitCode.OK
    import asyncio

    from layer_runner.run.execute import Request, execute

    request = Request(project.program, project.state, records, project.tree, use_cache)
    try:
        ok = asyncio.run(execute(request, log, prediction))
    except KeyboardInterrupt:
        log.emit("run_finished", ok=False, seconds=round(time.perf_counter() - began, 4), interrupted=True)
        raise
    except Exception as error:
        seconds = round(time.perf_counter() - began, 4)
        log.emit("run_finished", ok=False, seconds=seconds, error=str(error))
        raise
    return ExitCode.OK if ok else ExitCode.STEP_FAILED
