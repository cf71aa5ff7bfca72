"""`layer logs RUN [STEP]`: what a run's steps printed; with -f also what they are going to print."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from layer_cli.exit_codes import ExitCode
from layer_cli.log_writing import LogWriter, RawWriter, ScreenWriter
from layer_cli.past_runs import add_run, open_run
from layer_cli.run_words import first_line, place, result
from layer_cli.terminal import harmless
from layer_runs.events import Output
from layer_runs.folder import logs_of, shard_of
from layer_runs.folding import fold_all
from layer_runs.reading import PAUSE, Reader
from layer_runs.state import Run, Step

_CHUNK = 1024**2


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer logs`."""
    add_run(parser)
    parser.add_argument("step", nargs="?", metavar="STEP", help="line of a step, or FILE:LINE of a parent's")
    parser.add_argument("-f", "--follow", action="store_true", help="go on until the run has ended")


def call(options: argparse.Namespace) -> int:
    """Print what was printed: byte for byte into a file or a pipe, cleaned on a terminal."""
    folder, run = open_run(options.run)
    wanted = [step.number for step in run.steps if options.step in (None, place(step, run))]
    if options.step is not None and not wanted:
        places = ", ".join(place(step, run) for step in run.steps)
        words = f"no step of this run starts at {harmless(options.step)}; steps are at {places}"
        print(f"layer: {words}", file=sys.stderr)
        return ExitCode.USAGE
    with closing(_writer()) as writer:
        run = _copy(folder, wanted if options.step is not None else None, writer, options.follow)
    if options.follow:
        print(f"layer: {result(run, time.time())}", file=sys.stderr)
    return ExitCode.OK


def _writer() -> LogWriter:
    if sys.stdout.isatty():
        return ScreenWriter(sys.stdout, "NO_COLOR" not in os.environ)
    return RawWriter(sys.stdout.buffer)


def _copy(folder: Path, wanted: Collection[int] | None, writer: LogWriter, follow: bool) -> Run:
    """Copy the logs of steps (None: of all) as they print; what is known of the run then."""
    run, logs = Run(), _Logs(folder, writer, wanted)
    with Reader(folder) as reader:
        while not reader.ended and (follow or not reader.at_end):
            events = reader.poll()
            run = fold_all(events, run)
            printed = {event.step for event in events if isinstance(event, Output)}
            logs.copy(run, [step for step in run.steps if step.number in printed])
            if reader.at_end and not reader.ended and follow:
                time.sleep(PAUSE)
    # What is no whole character has no event, but is in a step's log.
    logs.copy(run, run.steps)
    return run


@dataclass
class _Logs:
    """The logs of a run's steps, and how much of each was copied."""

    folder: Path
    writer: LogWriter
    wanted: Collection[int] | None
    copied: dict[Path, int] = field(default_factory=dict)

    def copy(self, run: Run, steps: Iterable[Step]) -> None:
        """Copy what is new in the logs of `steps`."""
        for step in steps:
            if self.wanted is None:
                self._copy(step.number, f"▶ {place(step, run):>4}  {first_line(step)}")
            elif step.number in self.wanted:
                self._copy(step.number, "")

    def _copy(self, number: int, heading: str) -> None:
        for path in logs_of(self.folder, number):
            shard = shard_of(path)
            title = heading if shard is None else f"{heading or '▶'}  [shard {shard}]"
            with path.open("rb") as file:
                file.seek(self.copied.get(path, 0))
                while data := file.read(_CHUNK):
                    self.writer.write(path, title, data)
                self.copied[path] = file.tell()
