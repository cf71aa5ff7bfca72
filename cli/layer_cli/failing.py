"""What `layer run` does where a step fails, as its options say."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layer_runner.run.failure import Manners


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options --ask and --keep; --fail-fast is one of groups too."""
    failing = parser.add_argument_group("when a step fails (docs/failures.md)")
    failing.add_argument(
        "--ask",
        action=argparse.BooleanOptionalAction,
        help="pause its machine and ask what to do, here or by `layer answer` (default: on a terminal)",
    )
    failing.add_argument("--keep", action="store_true", help="keep its machine as it is for `layer shell RUN`")


def manners(options: argparse.Namespace) -> Manners:
    """What the options, and where we are, come to. Nobody sits at the terminal of a CI service (`CI`)."""
    from layer_runner.run.failure import Manners

    terminal = not options.json and options.group is None and sys.stdin.isatty() and sys.stdout.isatty()
    asks = options.ask if options.ask is not None else terminal and not os.environ.get("CI")
    return Manners(asks=asks, terminal=terminal, keeps=options.keep, stops_others=options.fail_fast)
