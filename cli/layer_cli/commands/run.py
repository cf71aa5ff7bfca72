"""`layer run`: runs a Layerfile in a VM; what was done before and is still true is skipped."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from layer_cli.arguments import add_path
from layer_cli.exit_codes import ExitCode
from layer_cli.project import Project, open_project
from layerfile.files import DiskFiles

if TYPE_CHECKING:
    from layer_cache.keeping.caps import Caps
    from layer_cache.prediction import Prediction
    from layer_runner.run.events import EventLog


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer run`."""
    add_path(parser)
    parser.add_argument("--json", action="store_true", help="print the event log as NDJSON, one object a line")
    parser.add_argument("--yes", action="store_true", help="press every BUTTON at once")
    parser.add_argument("--no-cache", action="store_true", help="run every step, whatever is known of it")


def call(options: argparse.Namespace) -> int:
    """Run, and show what happens in the way that standard output suits."""
    from layer_cache import snapshots
    from layer_cache.keeping.caps import read_caps
    from layer_cli.display import choose
    from layer_runner.run.events import EventLog, run_started
    from layer_runner.run.masking import Masker

    project = open_project(options.path)
    _require_image(project)
    project.state.create()
    # Before there is a log: a mistake in it is one of usage.
    caps = read_caps(DiskFiles(project.root))
    with choose(options.json, sys.stdout) as display:
        began = time.perf_counter()
        # Before there is a log: what cannot be predicted never became a run.
        prediction = project.predict()
        used = [step.recording.snapshot for step in prediction.steps if step.recording is not None]
        snapshots.mark_used(project.state, (snapshot for snapshot in used if snapshot is not None))
        number, use_cache = project.variables.run, not options.no_cache
        log = EventLog(project.state.runs / number, display.show)
        try:
            something_to_do = not use_cache or prediction.first_to_run is not None
            values = project.secret_values() if something_to_do else {}
            log.masker = Masker([*values.values(), *project.hidden_values()])
            run_started(log, number, str(project.file), prediction, use_cache)
            return _run(project, log, prediction, began, use_cache, values, caps, options.yes)
        finally:
            log.close()


def _require_image(project: Project) -> None:
    """Raise LayerfileError, at its FROM, for an image that nobody here can build."""
    from layer_runner.images.definitions import IMAGES, closest
    from layerfile.problems import LayerfileError, Problem

    program = project.program
    if program.image not in IMAGES:
        base = program.steps[0]
        message = closest(program.image)
        raise LayerfileError((Problem("unknown-image", "error", message, base.directive.span, base.layerfile),))


def _run(
    project: Project,
    log: EventLog,
    prediction: Prediction,
    began: float,
    use_cache: bool,
    values: dict[str, str],
    caps: Caps,
    yes: bool,
) -> int:
    if use_cache and prediction.first_to_run is None:
        # Nothing to do: neither libvirt nor asyncio is imported, and no secret was opened.
        from layer_runner.run.skipped import report_all_hits

        report_all_hits(log, prediction, began)
        return ExitCode.OK
    import asyncio

    from layer_runner.run.execute import Request, execute
    from layer_secrets.lookup import digests

    request = Request(
        project.program,
        project.state,
        project.records,
        project.tree,
        use_cache,
        digests(project.secrets),
        values,
        caps,
        project.variables.for_steps(),
        yes,
    )
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
