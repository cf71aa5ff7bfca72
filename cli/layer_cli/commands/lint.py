"""`layer lint`: what is wrong with a Layerfile, where, and what to do."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from layer_cli.arguments import add_path
from layer_cli.exit_codes import ExitCode
from layer_cli.terminal import harmless
from layerfile import find, tree_root
from layerfile.files import DiskFiles
from layerfile.program import check


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer lint`."""
    add_path(parser)


def call(options: argparse.Namespace) -> int:
    """Print a line for each problem; 1 if one of them is an error."""
    file = find(Path(options.path))
    root = tree_root(file)
    problems = check(file.relative_to(root).as_posix(), DiskFiles(root))
    for problem in problems:
        at = problem.span.start
        place = f"{root / problem.path}:{at.line}:{at.column + 1}"
        print(harmless(f"{place}: {problem.severity}: {problem.message} [{problem.code}]"))
    errors = sum(problem.severity == "error" for problem in problems)
    if not problems:
        print(f"{file.name}: nothing to say", file=sys.stderr)
    return ExitCode.STEP_FAILED if errors else ExitCode.OK
