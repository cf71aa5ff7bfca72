"""`layer up`: serves what a run has exposed; its machines are started by whoever connects, and stopped when idle."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from layer_cli.exit_codes import ExitCode
from layer_cli.groups import options as group_options
from layer_cli.project import open_project
from layerfile.files import DiskFiles

if TYPE_CHECKING:
    from layer_cli.project import Project
    from layer_runner.waking.sleeping import Sleeping
    from layer_runs.state import Run
    from layerfile.program import Step
    from layerfile.website_settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer up`."""
    parser.add_argument(
        "what",
        nargs="?",
        default=".",
        metavar="RUN|PATH",
        help="a run: an id, its beginning, last or last~N; or a Layerfile, whose last run is meant (default: .)",
    )
    parser.add_argument("--bind", metavar="ADDRESS", help="where to listen (default: this machine alone)")
    parser.add_argument("--port", type=_port, metavar="PORT", help="where the websites are")
    parser.add_argument(
        "--idle", type=group_options.seconds, metavar="SECONDS", help="stop a machine after so long (default: 300)"
    )


def call(options: argparse.Namespace) -> int:
    """Serve until ^C."""
    import asyncio

    from layer_cache.errors import StoreError
    from layer_cache.keeping.caps import read_caps
    from layer_cli.terminal import harmless
    from layer_runner.run.masking import Masker
    from layer_runner.waking.serve import Wanted, serve
    from layer_runner.waking.sleeping import NothingAsleep, asleep
    from layerfile.website_host import VARIABLE, website_host

    project, run = _meant(options.what)
    settings = _settings(project, options)
    # What a machine printed on its console may be quoted.
    masker = Masker([*project.secret_values().values(), *project.hidden_values()])

    def find(recording: int, identity: str) -> str | None:
        known = project.records.recording(recording, identity)
        return None if known is None else known.snapshot

    def showing(address: str, step: Step, machine: Sleeping) -> None:
        print(f"{harmless(address)}  {harmless(step.text)}", flush=True)

    def say(text: str) -> None:
        print(f"layer: {harmless(masker.text(text))}", file=sys.stderr, flush=True)

    try:
        machines = asleep(project.program, run, find)
    except NothingAsleep as error:
        raise StoreError(str(error)) from None
    host = website_host(str(project.root), project.program.path, settings)
    wanted = Wanted(
        project.program,
        project.state,
        project.tree,
        machines,
        settings,
        host,
        project.variables[VARIABLE],
        read_caps(DiskFiles(project.root)).directories,
        showing,
        say,
    )
    print(f"layer: run {run.id}; its machines sleep until somebody connects; ^C ends this", file=sys.stderr)
    with project.holding():
        asyncio.run(serve(wanted))
    return ExitCode.OK


def _port(text: str) -> int:
    """A port. Raises ArgumentTypeError."""
    if not text.isdecimal() or not 0 < int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: there are 1 to 65535")
    return int(text)


def _settings(project: Project, options: argparse.Namespace) -> Settings:
    """What `layer.toml` says, and what was asked for here. Raises LayerfileError."""
    from layerfile.website_settings import read_settings

    asked = {name: getattr(options, name) for name in ("bind", "port", "idle")}
    given = {name: value for name, value in asked.items() if value is not None}
    return replace(read_settings(DiskFiles(project.root)), **given)


def _meant(word: str) -> tuple[Project, Run]:
    """The project and the run that are meant. Raises UnknownRun, LayerfileError, StoreError."""
    from layer_cli.past_runs import open_run

    if Path(word).exists():
        project = open_project(word)
        return project, _last_of(project)
    _, run = open_run(word)
    return open_project(run.layerfile), run


def _last_of(project: Project) -> Run:
    """The last run of a Layerfile. Raises UnknownRun."""
    from layer_runs.events import RunStarted
    from layer_runs.finding import UnknownRun
    from layer_runs.folder import run_ids
    from layer_runs.folding import fold_all
    from layer_runs.reading import read

    for number in reversed(run_ids(project.state.runs)):
        folder = project.state.runs / number
        begun = next((event for event in read(folder, output=False)), None)
        if isinstance(begun, RunStarted) and begun.layerfile == str(project.file):
            return fold_all(read(folder, output=False))
    raise UnknownRun(f"{project.program.path} was not run yet: `layer run` first")
