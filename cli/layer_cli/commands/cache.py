"""`layer cache`: the snapshots on this machine: what they are worth, what they take, and whether they are sound."""

from __future__ import annotations

import argparse
import importlib

_JSON = "print one JSON object"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs below `layer cache`."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    ls = verbs.add_parser("ls", help="list the snapshots, the most valuable first")
    ls.add_argument("--json", action="store_true", help=_JSON)
    show = verbs.add_parser("show", help="say what a snapshot is, what it stands on and what stands on it")
    show.add_argument("id", metavar="ID", help="a snapshot's id, or the beginning of it")
    show.add_argument("--json", action="store_true", help=_JSON)
    rm = verbs.add_parser("rm", help="remove snapshots, and say what that costs")
    rm.add_argument("ids", nargs="+", metavar="ID", help="a snapshot's id, or the beginning of it")
    gc = verbs.add_parser("gc", help="remove the least valuable snapshots until the rest is within the caps")
    gc.add_argument("path", nargs="?", default=".", metavar="PATH", help="whose layer.toml tells the caps")
    gc.add_argument("--size", metavar="SIZE", help="what snapshots may take, instead of layer.toml's")
    gc.add_argument("--keep-free", metavar="SIZE", help="what must stay free on their disk, instead of layer.toml's")
    gc.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    gc.add_argument("--json", action="store_true", help=_JSON)
    check = verbs.add_parser("check", help="compare every file with what was written, and look for leftovers")
    check.add_argument("--fix", action="store_true", help="heal what can be healed; nothing sound is removed")
    check.add_argument("--json", action="store_true", help=_JSON)


def call(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    status: int = importlib.import_module(f"layer_cli.caching.{options.verb}").call(options)
    return status
