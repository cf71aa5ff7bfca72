"""Arguments that several commands have."""

from __future__ import annotations

import argparse


def add_path(parser: argparse.ArgumentParser) -> None:
    """The argument PATH."""
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="Layerfile, or a folder with one")
