"""`layer run`: runs a Layerfile in a VM, or several that need each other; what was done before and is still true is
skipped.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from layer_cache.checkpoints import is_run
from layer_cache.joined_tree import JoinedTree
from layer_cache.prediction import Reason
from layer_cli import failing, run_reports
from layer_cli.exit_codes import ExitCode
from layer_cli.groups import options as group_options
from layer_cli.project import Project, open_project
from layerfile.files import DiskFiles
from layerfile.problems import LayerfileError
from layerfile.website_host import website_host
from layerfile.website_settings import read_settings

if TYPE_CHECKING:
    from layer_cache.clones import Brought
    from layer_cache.keeping.caps import Caps
    from layer_cache.prediction import Prediction
    from layer_cache.records import Records
    from layer_runner.run.deadlines import Deadlines
    from layer_runner.run.events import EventLog
    from layer_runner.run.request import Request
    from layerfile.website_settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer run`."""
    parser.add_argument(
        "path", nargs="?", metavar="PATH", help="Layerfile, or a folder with one, or with some below it (default: .)"
    )
    parser.add_argument("--json", action="store_true", help="print the event log as NDJSON, one object a line")
    parser.add_argument("--yes", action="store_true", help="press every BUTTON at once")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--no-cache", action="store_true", help="run every step, whatever is known of it")
    which.add_argument("--from", dest="begin", type=int, metavar="LINE", help="run the step at LINE and all after it")
    parser.add_argument("--until", type=int, metavar="LINE", help="stop after the step at LINE")
    parser.add_argument("--offline", action="store_true", help="do not ask the repositories that CLONE names for news")
    parser.add_argument("--run-id", metavar="ID", help="call the run so, to follow it from elsewhere")
    parser.add_argument("--timeout", type=group_options.seconds, metavar="SECONDS", help="what a run may take")
    parser.add_argument("--step-timeout", type=group_options.seconds, metavar="SECONDS", help="what a step may take")
    parser.add_argument("--bind", metavar="ADDRESS", help="where EXPOSE listens (default: this machine alone)")
    failing.arguments(parser)
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
    if any(option is not None for option in (options.run_id, options.begin, options.until)):
        # These are about one run, and about lines of one file.
        return _call_one(options.path or ".", options)
    what = meant(options.path, options.all, options.only or (), not options.no_wait)
    if isinstance(what, Several):
        from layer_cli.groups.running import run_several

        return run_several(what, options)
    return _call_one(what.path, options)


def _call_one(path: str, options: argparse.Namespace) -> int:
    """Run one Layerfile in this process."""
    number = _run_id(options.run_id)
    since = time.time() if options.asked_since is None else options.asked_since
    project = open_project(path, number)
    with project.holding():
        project, brought = _with_news(project, options, since)
        return _run_project(path, project, brought, number, since, options)


def _run_project(
    path: str, project: Project, brought: list[Brought], number: str, since: float, options: argparse.Namespace
) -> int:
    """Run a Layerfile, whose clones are as they will be placed: their repositories were asked `since` then."""
    from layer_cache import snapshots
    from layer_cache.keeping.caps import read_caps
    from layer_cli.display import choose
    from layer_runner.run.deadlines import Deadlines
    from layer_runner.run.events import EventLog, run_started
    from layer_runner.run.masking import Masker

    project, records = _part(project, options)
    _require_image(project)
    project.state.create()
    # Before there is a log: a mistake in it is one of usage.
    caps = read_caps(DiskFiles(project.root))
    websites = read_settings(DiskFiles(project.root))
    if options.bind is not None:
        websites = replace(websites, bind=options.bind)
    with choose(options.json, sys.stdout) as display:
        began = time.perf_counter()
        # Before there is a log: what cannot be predicted never became a run.
        prediction = project.predict(records)
        if options.begin is not None:
            prediction = _told_to_run(prediction, _step_at(project, options.begin))
        used = [step.recording.snapshot for step in prediction.each if step.recording is not None]
        snapshots.mark_used(project.state, (snapshot for snapshot in used if snapshot is not None))
        use_cache = not options.no_cache
        deadlines = Deadlines(options.timeout, options.step_timeout)

        def see(event: dict[str, Any]) -> None:
            display.show(event)
            deadlines.see(event)

        log = EventLog(project.state.runs / number, see)
        try:
            something_to_do = not use_cache or prediction.first_to_run is not None
            values = project.secret_values() if something_to_do else {}
            log.masker = Masker([*values.values(), *project.hidden_values()])
            run_started(log, number, str(project.file), prediction, use_cache, options.group)
            _tell_clones(log, project, brought)
            asked = _Asked(path, options, project, records, prediction, values, caps, began, deadlines, websites, since)
            return _run(asked, log)
        except KeyboardInterrupt:
            _interrupted(log, began)
            raise
        finally:
            log.close()
            run_reports.write(options, [run_reports.Entry(project.program.path, log.folder)])


def _interrupted(log: EventLog, began: float) -> None:
    log.emit("run_finished", ok=False, seconds=round(time.perf_counter() - began, 4), interrupted=True)


def _part(project: Project, options: argparse.Namespace) -> tuple[Project, Records]:
    """The project as far as it is to be run, and what may be taken from the cache."""
    if options.until is not None:
        project = until(project, options.until)
    return project, project.records if options.begin is None else before(project, options.begin)


def _with_news(project: Project, options: argparse.Namespace, since: float) -> tuple[Project, list[Brought]]:
    """The project with the newest commits of what it clones; of repositories that were asked after `since` with those.

    Raises TreeError, StoreError.
    """
    if not isinstance(project.tree, JoinedTree):
        return project, []
    from layer_cache.clones import require_known
    from layer_cache.errors import TreeError

    if options.offline:
        require_known(project.tree)
        return project, []
    try:
        return project.updated(since)
    except TreeError as error:
        if any(clone.missing for clone in project.tree.clones.values()):
            raise
        raise TreeError(f"{error}; `layer run --offline` goes on with what was fetched before") from error


def _tell_clones(log: EventLog, project: Project, brought: list[Brought]) -> None:
    """Say which commits are placed."""
    if not isinstance(project.tree, JoinedTree):
        return
    from layer_cache.clones import clones_of

    done = {one.clone: one for one in brought}
    for clone in clones_of(project.tree):
        found = done.get(clone)
        log.emit(
            "cloned",
            repository=clone.repository,
            branch=clone.branch,
            commit=clone.commit,
            asked=round(clone.asked, 3),
            fetched=found is not None and found.is_new,
            seconds=0.0 if found is None else round(found.seconds, 4),
        )


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
    return replace(project, program=project.program.until(end))


def before(project: Project, line: int) -> Records:
    """The records without what is known of the step at `line` of the Layerfile and of all after it.

    Raises LayerfileError.
    """
    runs = sum(is_run(step) for step in project.program.steps[: _step_at(project, line)])
    kept = project.kept()[:runs]
    return project.records.limited_to(number for level in kept for number in level)


def _told_to_run(prediction: Prediction, first: int) -> Prediction:
    """The prediction with the true reason that the step `first` runs: the records lack it only since that was asked."""
    told = Reason("never_run", "", "told to run from here")
    steps = list(prediction.steps)
    shards = tuple(replace(one, reason=told) if one.verdict == "miss" else one for one in steps[first].shards)
    if steps[first].verdict == "miss":
        steps[first] = replace(steps[first], reason=told, shards=shards)
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


@dataclass
class _Asked:
    """What is to be run and with what; `began` is the `perf_counter` of the start."""

    path: str
    options: argparse.Namespace
    project: Project
    records: Records
    prediction: Prediction
    values: dict[str, str]
    caps: Caps
    began: float
    deadlines: Deadlines
    websites: Settings
    since: float

    @property
    def use_cache(self) -> bool:
        """Whether what is known of steps counts."""
        return not self.options.no_cache

    @property
    def seconds(self) -> float:
        """How long it has taken until now."""
        return round(time.perf_counter() - self.began, 4)

    def request(self, log: EventLog) -> Request:
        """What the runner is asked for."""
        from layer_runner.run.request import Request
        from layer_secrets.lookup import digests

        return Request(
            self.project.program,
            self.project.state,
            self.records,
            self.project.tree,
            self.use_cache,
            digests(self.project.secrets),
            self.values,
            self.caps,
            self.project.variables.for_steps(),
            self.options.yes,
            self.websites,
            website_host(str(self.project.root), self.project.program.path, self.websites),
            manners=failing.manners(self.options),
            reopen=lambda: self.reopened(log).request(log),
        )

    def reopened(self, log: EventLog) -> _Asked:
        """The same with what Layerfile, tree and secrets are now. Raises LayerfileError, StoreError, TreeError."""
        project, _ = _with_news(open_project(self.path, log.folder.name), self.options, self.since)
        project, records = _part(project, self.options)
        _require_image(project)
        values = project.secret_values()
        # A machine that is still there may know those of before.
        log.masker = log.masker.and_also([*values.values(), *project.hidden_values()])
        return replace(self, project=project, records=records, values=values)


def _run(asked: _Asked, log: EventLog) -> int:
    if asked.use_cache and asked.prediction.first_to_run is None:
        # Nothing to do: neither libvirt nor asyncio is imported, and no secret was opened.
        from layer_runner.run.skipped import report_all_hits

        report_all_hits(log, asked.prediction, asked.began)
        return ExitCode.OK
    import asyncio

    from layer_runner.engine.connection import abandon_all
    from layer_runner.run.deadlines import TimedOut
    from layer_runner.run.execute import execute
    from layer_runner.run.interrupts import Interrupted, interruptible

    request = asked.request(log)

    def end_at_once() -> None:
        abandon_all()
        _interrupted(log, asked.began)

    try:
        ok = asyncio.run(interruptible(asked.deadlines.keep(execute(request, log)), end_at_once))
    except Interrupted:
        raise KeyboardInterrupt from None
    except TimedOut as error:
        log.emit("run_finished", ok=False, seconds=asked.seconds, error=str(error), timed_out=True)
        print(f"layer: {error}", file=sys.stderr)
        return ExitCode.TIMEOUT
    except Exception as error:
        log.emit("run_finished", ok=False, seconds=asked.seconds, error=str(error))
        raise
    return ExitCode.OK if ok else ExitCode.STEP_FAILED
