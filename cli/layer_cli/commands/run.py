"""`layer run`: runs a Layerfile in a VM, or several that need each other; what was done before and is still true is
skipped.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Any

from layer_cli import run_reports
from layer_cli.exit_codes import ExitCode
from layer_cli.groups import options as group_options
from layer_cli.project import Project, open_project
from layerfile.files import DiskFiles

if TYPE_CHECKING:
    from layer_cache.keeping.caps import Caps
    from layer_cache.prediction import Prediction
    from layer_runner.run.deadlines import Deadlines
    from layer_runner.run.events import EventLog


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer run`."""
    parser.add_argument(
        "path", nargs="?", metavar="PATH", help="Layerfile, or a folder with one, or with some below it (default: .)"
    )
    parser.add_argument("--json", action="store_true", help="print the event log as NDJSON, one object a line")
    parser.add_argument("--no-cache", action="store_true", help="run every step, whatever is known of it")
    parser.add_argument("--timeout", type=group_options.seconds, metavar="SECONDS", help="what a run may take")
    parser.add_argument("--step-timeout", type=group_options.seconds, metavar="SECONDS", help="what a step may take")
    run_reports.arguments(parser)
    group_options.arguments(parser)


def call(options: argparse.Namespace) -> int:
    """Run what is meant, and show what happens in the way that standard output suits."""
    from layer_cli.groups.meaning import Several, meant

    run_reports.require_folders(options)
    if options.group is not None:
        from layer_cli.groups.parent import end_with_parent

        end_with_parent()
        return _call_one(options.path, options)
    what = meant(options.path, options.all, options.only or (), not options.no_wait)
    if isinstance(what, Several):
        from layer_cli.groups.running import run_several

        return run_several(what, options)
    return _call_one(what.path, options)


def _call_one(path: str, options: argparse.Namespace) -> int:
    """Run one Layerfile in this process."""
    from layer_cache import snapshots
    from layer_cache.keeping.caps import read_caps
    from layer_cli.display import choose
    from layer_runner.run.deadlines import Deadlines
    from layer_runner.run.events import EventLog, run_id, run_started
    from layer_runner.run.masking import Masker

    project = open_project(path)
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
        number, use_cache = run_id(), not options.no_cache
        deadlines = Deadlines(options.timeout, options.step_timeout)

        def see(event: dict[str, Any]) -> None:
            display.show(event)
            deadlines.see(event)

        log = EventLog(project.state.runs / number, see)
        try:
            something_to_do = not use_cache or prediction.first_to_run is not None
            values = project.secret_values() if something_to_do else {}
            log.masker = Masker(values.values())
            run_started(log, number, str(project.file), prediction, use_cache, options.group)
            return _run(project, log, prediction, began, use_cache, values, caps, deadlines)
        finally:
            log.close()
            run_reports.write(options, [run_reports.Entry(project.program.path, log.folder)])


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
    deadlines: Deadlines,
) -> int:
    if use_cache and prediction.first_to_run is None:
        # Nothing to do: neither libvirt nor asyncio is imported, and no secret was opened.
        from layer_runner.run.skipped import report_all_hits

        report_all_hits(log, prediction, began)
        return ExitCode.OK
    import asyncio

    from layer_runner.run.deadlines import TimedOut
    from layer_runner.run.execute import Request, execute
    from layer_secrets.lookup import digests

    request = Request(
        project.program, project.state, project.records, project.tree, use_cache, digests(project.secrets), values, caps
    )
    try:
        ok = asyncio.run(deadlines.keep(execute(request, log, prediction)))
    except KeyboardInterrupt:
        log.emit("run_finished", ok=False, seconds=round(time.perf_counter() - began, 4), interrupted=True)
        raise
    except TimedOut as error:
        seconds = round(time.perf_counter() - began, 4)
        log.emit("run_finished", ok=False, seconds=seconds, error=str(error), timed_out=True)
        print(f"layer: {error}", file=sys.stderr)
        return ExitCode.TIMEOUT
    except Exception as error:
        seconds = round(time.perf_counter() - began, 4)
        log.emit("run_finished", ok=False, seconds=seconds, error=str(error))
        raise
    return ExitCode.OK if ok else ExitCode.STEP_FAILED
