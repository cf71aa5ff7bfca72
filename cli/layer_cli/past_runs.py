"""What the commands on past runs start from: the run that an argument means, and what it is as JSON."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from layer_cache.state import State
from layer_runs.finding import find_run
from layer_runs.folder import VERSION as LOG_VERSION
from layer_runs.folder import logs_of
from layer_runs.folding import fold_all
from layer_runs.reading import read
from layer_runs.state import Execution, Run, Step

#: Version of the objects that `layer runs`, `show` and `diff` print; fields are only ever added to it.
VERSION = 1


def add_run(parser: argparse.ArgumentParser, name: str = "run", default: str = "last") -> None:
    """An argument RUN."""
    words = f"id of a run, the beginning of one, last, or last~1 for the one before (default: {default})"
    parser.add_argument(name, nargs="?", default=default, metavar="RUN", help=words)


def open_run(word: str) -> tuple[Path, Run]:
    """The folder of the run that `word` means, and what its log says by now. Raises UnknownRun."""
    folder = find_run(State().runs, word)
    run = fold_all(read(folder))
    tell_if_newer(run)
    return folder, run


def tell_if_newer(run: Run) -> None:
    """Warn of a log that says more than can be understood here."""
    if run.is_newer:
        words = f"run {run.id} was written by a newer layer (event log {run.version}; this one reads {LOG_VERSION})"
        print(f"layer: {words}: some of it may be missing here", file=sys.stderr)


def summary(run: Run, folder: Path) -> dict[str, Any]:
    """A run as a whole; `seconds` is None where it has no end."""
    return {
        "run": folder.name,
        "group": run.group,
        "layerfile": run.layerfile,
        "labels": run.labels,
        "time": run.begun,
        "result": run.result,
        "seconds": run.seconds,
        "saved": round(run.saved, 3),
        "vms_started": run.vms_started,
        "cache": run.cache,
        "error": run.error,
    }


def step_fields(step: Step, folder: Path) -> dict[str, Any]:
    """One step: what was predicted and what became of it, and the files with what it printed."""
    return {
        "step": step.number,
        "line": step.line,
        "layerfile": step.layerfile,
        "text": step.text,
        "phase": step.phase,
        "verdict": step.verdict,
        "seconds": step.seconds,
        "predicted": step.predicted,
        "predicted_seconds": step.expected,
        "as_predicted": step.as_predicted,
        "reason": msgspec.to_builtins(step.reason),
        "executions": [_execution_fields(each) for each in step.executions],
        "logs": [str(path) for path in logs_of(folder, step.number)],
    }


def _execution_fields(execution: Execution) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(execution)
    del fields["tail"]
    return fields
