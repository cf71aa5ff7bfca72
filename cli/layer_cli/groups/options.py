"""Options of `layer run` that are about several Layerfiles."""

from __future__ import annotations

import argparse
from math import isfinite


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add them."""
    several = parser.add_argument_group("several Layerfiles (docs/graph.md)")
    several.add_argument(
        "--all", action="store_true", help="all Layerfiles in PATH and below (default: of the whole repository)"
    )
    several.add_argument(
        "--only", nargs="+", action="extend", metavar="NAME", help="of all only these, and what they need"
    )
    several.add_argument("--no-wait", action="store_true", help="do not run what WAIT names first")
    several.add_argument("--jobs", "-j", type=count, metavar="N", help="runs at a time, at most (default: the cores)")
    ending = several.add_mutually_exclusive_group()
    ending.add_argument(
        "--keep-going", action="store_true", help="after one failed, run what does not need it (default)"
    )
    ending.add_argument(
        "--fail-fast", action="store_true", help="after one failed, stop the others; so for shards of SPLIT"
    )
    # How a group's process starts each of its runs.
    parser.add_argument("--group", help=argparse.SUPPRESS)


def count(text: str) -> int:
    """A number of things, at least one. Raises ArgumentTypeError."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def seconds(text: str) -> float:
    """A time in seconds, more than none. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not isfinite(value) or value <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return value
