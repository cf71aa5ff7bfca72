"""`layer doctor`: what this machine has for running VMs, what is used, and what is missing; with --fix, less of it."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from layer_cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layer_runner.doctor import Finding
    from layer_runner.doctor.fixing import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer doctor`."""
    parser.add_argument("--fix", action="store_true", help="do what is missing, through sudo where root is needed")
    parser.add_argument("--yes", action="store_true", help="with --fix: do not ask before")


def call(options: argparse.Namespace) -> int:
    """Print a line for each part; 3 if one is missing."""
    from layer_cache.state import State
    from layer_runner.doctor import examine, fixing

    state = State()
    findings = examine(state)
    if options.fix:
        todo = fixing.commands(findings, fixing.has_apt())
        if todo and not _mend(todo, options.yes):
            return ExitCode.USAGE
        for words in fixing.afterwards(findings):
            print(f"layer: then: {words}", file=sys.stderr)
        # Seen with new eyes: what was looked for before may be remembered.
        findings = examine(state)
    _show(findings)
    return ExitCode.OK if all(finding.ok for finding in findings) else ExitCode.ENGINE


def _mend(todo: Sequence[Command], is_agreed: bool) -> bool:
    """Run the commands, if that is wanted; whether it was."""
    from layer_runner.doctor import fixing

    print("layer: this is to be done:", file=sys.stderr)
    for command in todo:
        print(f"    {command.shown(fixing.is_root())}", file=sys.stderr)
    if not is_agreed:
        if not sys.stdin.isatty():
            print("layer: nothing was done: --yes says that it may be", file=sys.stderr)
            return False
        print("Do it? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            return False
    fixing.run(todo, [sys.executable, "-m", "layer_cli"])
    return True


def _show(findings: Sequence[Finding]) -> None:
    from layer_runner.doctor import fixing

    for finding in findings:
        todo = f" -> {finding.todo}" if finding.todo else ""
        print(f"{'ok ' if finding.ok else 'NO '} {finding.part:12} {finding.found}{todo}")
    commands = fixing.commands([finding for finding in findings if not finding.ok], fixing.has_apt())
    if commands:
        print("`layer doctor --fix` does this:")
        for command in commands:
            print(f"    {command.shown(fixing.is_root())}")
