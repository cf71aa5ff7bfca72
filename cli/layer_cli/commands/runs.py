"""`layer runs`: the runs there were, newest first."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from layer_cache.state import State
from layer_cli.exit_codes import ExitCode
from layer_cli.past_runs import VERSION, summary, tell_if_newer
from layer_cli.paths import shown
from layer_cli.run_words import elapsed, when
from layer_cli.terminal import harmless, seconds
from layer_runs.folder import run_ids
from layer_runs.folding import fold_all
from layer_runs.reading import read
from layer_runs.state import Run

_MOST = 20
_NUMBERS = (3, 4)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer runs`."""
    words = f"all runs, not the newest {_MOST} only, and those of Layerfiles with LABEL status=hidden"
    parser.add_argument("--all", action="store_true", help=words)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def call(options: argparse.Namespace) -> int:
    """Print the runs."""
    folder = State().runs
    ids = run_ids(folder)
    chosen = ids if options.all else ids[-_MOST:]
    # What steps printed is most of a log, and says nothing here.
    runs = [(folder / each, fold_all(read(folder / each, output=False))) for each in reversed(chosen)]
    for _, run in runs:
        tell_if_newer(run)
    if options.json:
        print(json.dumps({"version": VERSION, "runs": [summary(run, path) for path, run in runs]}, ensure_ascii=False))
        return ExitCode.OK
    listed = [(path, run) for path, run in runs if options.all or not run.is_hidden]
    for line in _table(listed):
        print(line)
    if len(listed) < len(runs):
        print(f"layer: and {len(runs) - len(listed)} hidden; --all shows them", file=sys.stderr)
    if len(chosen) < len(ids):
        print(f"layer: and {len(ids) - len(chosen)} older; --all shows them", file=sys.stderr)
    return ExitCode.OK


def _table(runs: Iterable[tuple[Path, Run]]) -> list[str]:
    now = time.time()
    rows = [("RUN", "BEGUN", "RESULT", "TOOK", "SAVED", "LAYERFILE")]
    for folder, run in runs:
        took, saved = seconds(elapsed(run, now)), seconds(run.saved)
        layerfile = harmless(shown(Path(run.layerfile))) if run.layerfile else "-"
        name = run.labels.get("display_name")
        title = f"{harmless(name)} ({layerfile})" if name else layerfile
        rows.append((folder.name, when(run.begun), run.result, took, saved, title))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: tuple[str, ...], widths: list[int]) -> list[str]:
    """The cells of a row, numbers to the right."""
    return [
        cell.rjust(width) if index in _NUMBERS else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
