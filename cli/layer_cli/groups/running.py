"""Runs several Layerfiles, shows them while they run, and says at the end what became of them."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TextIO

from layer_cache.state import State
from layer_cli import run_reports
from layer_cli.groups.meaning import Several
from layer_runner.group import resources
from layer_runner.group.conduct import Conductor, Settings, Watcher
from layer_runner.group.outcomes import Outcome, exit_status
from layer_runner.group.selection import Member, members
from layer_runner.run.events import run_id
from layerfile.files import DiskFiles

#: How a Layerfile is run in a process of its own.
COMMAND = (sys.executable, "-m", "layer_cli", "run", "--json")


class GroupDisplay(Watcher, Protocol):
    """Shows several runs; used as a context manager so that the terminal is left as it was found."""

    def finished(self, outcomes: Sequence[Outcome], took: float) -> None:
        """Say what became of all, after `took` seconds."""


def run_several(what: Several, options: argparse.Namespace) -> int:
    """Run what is meant; the exit status. Raises StoreError, and OSError where nobody reads what is shown."""
    state = State().create()
    chosen = members(what.graph, what.chosen, DiskFiles(what.root), what.wait)
    # A repository that several Layerfiles clone is asked once: all of them place one commit of it.
    passed_on = [*_passed_on(options), "--asked-since", repr(time.time())]
    group, jobs, began = run_id(), options.jobs or resources.cores(), time.monotonic()

    def command(member: Member) -> list[str]:
        return [*COMMAND, *passed_on, "--group", group, "--", str(what.root / member.path)]

    settings = Settings(command, jobs, options.fail_fast)
    with choose(options.json, sys.stdout, chosen, group, jobs) as display:
        outcomes, interrupted = asyncio.run(_conduct(chosen, settings, display))
        display.finished(outcomes, time.monotonic() - began)
    run_reports.write(options, [_entry(outcome, state) for outcome in outcomes])
    return exit_status(outcomes, interrupted)


async def _conduct(
    chosen: Sequence[Member], settings: Settings, display: GroupDisplay
) -> tuple[tuple[Outcome, ...], bool]:
    conductor = Conductor(chosen, settings, display)
    return await conductor.run(), conductor.interrupted


def choose(
    as_json: bool, stream: TextIO, chosen: Sequence[Member], group: str, jobs: int
) -> AbstractContextManager[GroupDisplay]:
    """The display that suits: NDJSON if asked for, a line a run on a terminal, else plain lines."""
    if as_json:
        from layer_cli.display.group_ndjson import GroupNdjsonDisplay

        return GroupNdjsonDisplay(stream, chosen, group, jobs)
    if stream.isatty():
        from layer_cli.display.group_live import GroupLiveDisplay

        return GroupLiveDisplay(chosen)
    from layer_cli.display.group_plain import GroupPlainDisplay

    return GroupPlainDisplay(stream, chosen)


def _passed_on(options: argparse.Namespace) -> list[str]:
    """The options that are each run's own."""
    names = ("no_cache", "yes", "ask", "keep", "fail_fast", "offline")
    words = [f"--{name.replace('_', '-')}" for name in names if getattr(options, name)]
    if options.bind is not None:
        words += ["--bind", options.bind]
    if options.timeout is not None:
        words += ["--timeout", repr(options.timeout)]
    if options.step_timeout is not None:
        words += ["--step-timeout", repr(options.step_timeout)]
    return words


def _entry(outcome: Outcome, state: State) -> run_reports.Entry:
    run = outcome.run
    folder = None if run is None else state.runs / run.id
    problem = "" if outcome.result in ("passed", "failed") else outcome.reason or outcome.result
    return run_reports.Entry(outcome.member.path, folder, problem, outcome.result == "skipped")
