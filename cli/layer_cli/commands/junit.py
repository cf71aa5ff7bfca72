"""`layer junit RUN`: a past run as JUnit XML."""

from __future__ import annotations

import argparse
import sys

from layer_cli.exit_codes import ExitCode
from layer_cli.past_runs import add_run
from layer_cli.run_reports import junit_of, past


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer junit`."""
    add_run(parser)
    parser.add_argument("--group", action="store_true", help="with all runs that were started together with it")


def call(options: argparse.Namespace) -> int:
    """Print the XML. Raises UnknownRun."""
    sys.stdout.write(junit_of(past(options.run, options.group)))
    return ExitCode.OK
