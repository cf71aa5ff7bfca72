"""`layer answer`: answers a run that asks what to do where a step has failed."""

from __future__ import annotations

import argparse
import sys

from layer_cli.exit_codes import ExitCode
from layer_runs.failures import ANSWERS


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `layer answer`."""
    parser.add_argument("run", metavar="RUN", help="id of a run, the beginning of one, or last")
    parser.add_argument("answer", choices=ANSWERS, metavar="ANSWER", help=f"one of {', '.join(ANSWERS)}")


def call(options: argparse.Namespace) -> int:
    """Answer what the run asks now."""
    from layer_cache.state import State
    from layer_runs.failures import answer
    from layer_runs.finding import find_run

    folder = find_run(State().runs, options.run)
    if answer(folder, options.answer):
        return ExitCode.OK
    print(f"layer: run {folder.name} asks nothing", file=sys.stderr)
    return ExitCode.USAGE
