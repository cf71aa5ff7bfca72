"""`layer press RUN`: presses the button that a run waits at."""

from __future__ import annotations

import argparse
import sys

from layer_cli.exit_codes import ExitCode
from layer_cli.past_runs import add_run


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer press`."""
    add_run(parser)


def call(options: argparse.Namespace) -> int:
    """Press it, or say that nothing waits."""
    from layer_cache.state import State
    from layer_runs.buttons import press
    from layer_runs.finding import find_run

    folder = find_run(State().runs, options.run)
    if not press(folder):
        print(f"layer: {folder.name} does not wait at a BUTTON", file=sys.stderr)
        return ExitCode.USAGE
    print(f"pressed: {folder.name} goes on", file=sys.stderr)
    return ExitCode.OK
