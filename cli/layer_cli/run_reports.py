"""Runs as files for others: JUnit XML for CI services, a trace for Perfetto."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from layerfile.problems import LayerfileError

if TYPE_CHECKING:
    from layer_runs.events import RunStarted


@dataclass(frozen=True)
class Entry:
    """One Layerfile: the `folder` of its run, or None where there was none; `problem` is why it did not pass, where its
    log does not say it, and `skipped` says that it never began because of another.
    """

    name: str
    folder: Path | None
    problem: str = ""
    skipped: bool = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options --junit and --trace."""
    parser.add_argument("--junit", metavar="FILE", help="write JUnit XML: a suite a Layerfile, a test case a step")
    parser.add_argument("--trace", metavar="FILE", help="write what took how long, for Perfetto (ui.perfetto.dev)")


def require_folders(options: argparse.Namespace) -> None:
    """Raise LayerfileError, before anything is run, where a file could not be written afterwards."""
    for option, file in (("--junit", options.junit), ("--trace", options.trace)):
        if file is None:
            continue
        folder = Path(file).absolute().parent
        if not folder.is_dir() or not os.access(folder, os.W_OK) or Path(file).is_dir():
            message = f"{option} {file}: no file can be written there"
            raise LayerfileError.single("no-folder", message, file)


def past(word: str, group: bool) -> list[Entry]:
    """The run that `word` means, and with `group` all that were started together with it. Raises UnknownRun."""
    from layer_cli.past_runs import open_run
    from layer_runs.folder import run_ids

    folder, run = open_run(word)
    runs = folder.parent
    if not group or run.group is None:
        return [_past_entry(folder, _beginning(folder))]
    # A group gets its id before its runs get theirs.
    later = [runs / each for each in run_ids(runs) if each >= run.group]
    begun = [(each, _beginning(each)) for each in later]
    return [_past_entry(each, event) for each, event in begun if event is not None and event.group == run.group]


def _beginning(folder: Path) -> RunStarted | None:
    from layer_runs.events import RunStarted
    from layer_runs.reading import read

    first = next(read(folder, output=False), None)
    return first if isinstance(first, RunStarted) else None


def _past_entry(folder: Path, begun: RunStarted | None) -> Entry:
    if begun is None:
        return Entry(folder.name, folder)
    return Entry(begun.steps[-1].layerfile if begun.steps else begun.layerfile, folder)


def write(options: argparse.Namespace, entries: Sequence[Entry]) -> None:
    """Write what was asked for. Raises OSError."""
    if options.junit is not None:
        _replace(Path(options.junit), junit_of(entries))
    if options.trace is not None:
        _replace(Path(options.trace), trace_of(entries))


def junit_of(entries: Sequence[Entry]) -> str:
    """The runs as JUnit XML."""
    from layer_runs.folding import fold_all
    from layer_runs.junit import Suite, junit
    from layer_runs.reading import read

    return junit(
        Suite(
            entry.name,
            None if entry.folder is None else fold_all(read(entry.folder)),
            entry.problem,
            entry.skipped,
        )
        for entry in entries
    )


def trace_of(entries: Sequence[Entry]) -> str:
    """The runs as a trace, in JSON."""
    from layer_runs.reading import read
    from layer_runs.trace import trace

    runs = [(entry.name, read(entry.folder, output=False)) for entry in entries if entry.folder is not None]
    return json.dumps(trace(runs), ensure_ascii=False, separators=(",", ":")) + "\n"


def _replace(file: Path, text: str) -> None:
    """Write a file at once: nobody reads half of it."""
    if file.exists() and not file.is_file():
        # /dev/stdout and the like.
        file.write_text(text, encoding="utf-8")
        return
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8", errors="backslashreplace")
    os.replace(unfinished, file)
