"""`layer trace RUN`: what took how long in a past run, for Perfetto."""

from __future__ import annotations

import argparse
import sys

from layer_cli.exit_codes import ExitCode
from layer_cli.past_runs import add_run
from layer_cli.run_reports import past, trace_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer trace`."""
    add_run(parser)
    parser.add_argument("--group", action="store_true", help="with all runs that were started together with it")


def call(options: argparse.Namespace) -> int:
    """Print the trace. Raises UnknownRun."""
    sys.stdout.write(trace_of(past(options.run, options.group)))
    return ExitCode.OK
