"""`layer show RUN`: what a run did, step by step, and what was predicted of it."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from layer_cli.display.lines import cloned, forked
from layer_cli.exit_codes import ExitCode
from layer_cli.past_runs import VERSION, add_run, open_run, step_fields, summary
from layer_cli.run_words import against_prediction, ending, first_line, mark, place, result, used, verdict, when
from layer_cli.terminal import harmless, seconds
from layer_runs.events import Restored
from layer_runs.folder import logs_of
from layer_runs.state import Run, Step


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer show`."""
    add_run(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def call(options: argparse.Namespace) -> int:
    """Print the run."""
    folder, run = open_run(options.run)
    if options.json:
        print(json.dumps(as_json(folder, run), ensure_ascii=False))
    else:
        for line in as_text(folder, run):
            print(line)
    return ExitCode.OK


def as_json(folder: Path, run: Run) -> dict[str, Any]:
    """The object that `--json` prints."""
    return {
        "version": VERSION,
        **summary(run, folder),
        "clones": msgspec.to_builtins(run.clones),
        "restores": msgspec.to_builtins(run.restores),
        "first_commands": msgspec.to_builtins(run.first_commands),
        "forks": msgspec.to_builtins(run.forks),
        "not_cached": msgspec.to_builtins(run.not_cached),
        "steps": [step_fields(step, folder) for step in run.steps],
    }


def as_text(folder: Path, run: Run) -> Iterator[str]:
    """The run for a person."""
    yield f"{folder.name}  {when(run.begun)}  {harmless(run.title)}"
    if "status" in run.labels:
        yield f"status: {harmless(run.labels['status'])}"
    yield result(run, time.time())
    if not run.cache:
        yield "! told to run every step (--no-cache)"
    for clone in run.clones:
        yield cloned(msgspec.to_builtins(clone))
    for restore in run.restores:
        yield _restored(restore)
    for command in run.first_commands:
        parts = _parts(command.parts)
        shard = "" if command.shard is None else f" of shard {command.shard}"
        yield f"» the first command{shard} ended {command.seconds:.2f} s after the restore began{parts}"
    for fork in run.forks:
        yield forked(msgspec.to_builtins(fork))
    for step in run.steps:
        yield from _step(step, run, folder)
    if run.not_cached is not None:
        yield f"! line {run.not_cached.line} and what follows were not kept: {harmless(run.not_cached.reason)}"
    if run.error is not None:
        yield f"! {harmless(run.error)}"


def _restored(restore: Restored) -> str:
    shard = "" if restore.shard is None else f" for shard {restore.shard}"
    machine = f"{restore.memory // 1024**2} MB, {harmless(restore.accelerator)}"
    begin = f"» restored the machine as it was after line {restore.line}{shard} in {restore.seconds:.2f} s"
    return f"{begin}{_parts(restore.parts)}; {machine}"


def _parts(parts: Mapping[str, float]) -> str:
    words = ", ".join(f"{harmless(name)} {took:.2f} s" for name, took in parts.items())
    return f" ({words})" if words else ""


def _step(step: Step, run: Run, folder: Path) -> Iterator[str]:
    took = seconds(step.seconds) if step.seconds else ""
    yield f"{mark(step)} {place(step, run):>4}  {took:>8}  {first_line(step)}"
    words = [verdict(step), ending(step), against_prediction(step)]
    outcome = ", ".join(word for word in words if word)
    if step.reason is not None and step.predicted == "miss":
        outcome += f": {harmless(step.reason.detail)}"
    if step.predicted != "free" or step.phase in ("running", "stopped"):
        yield f"{'':17}{outcome}"
    for execution in step.executions:
        shard = "" if execution.shard is None else f" of shard {execution.shard}"
        if execution.peak is not None:
            yield f"{'':17}used{shard}: {used(execution.peak)}"
        if execution.snapshot is not None:
            cost = execution.snapshot
            parts = _parts({"state": cost.state, "memory": cost.memory, "disk": cost.disk})
            yield f"{'':17}snapshot{shard}: {cost.bytes / 1024**2:.0f} MB, paused {cost.pause:.2f} s{parts}"
    if step.verdict == "failed" or step.phase == "stopped":
        logs = logs_of(folder, step.number)
        yield from (f"{'':17}log: {path}" for path in logs)
        if not logs:
            yield f"{'':17}it printed nothing"
