"""`layer doctor`: what this machine has for running VMs, what is used, and what is missing."""

from __future__ import annotations

import argparse

from layer_cli.exit_codes import ExitCode


def arguments(parser: argparse.ArgumentParser) -> None:
    """`layer doctor` has no options."""


def call(_options: argparse.Namespace) -> int:
    """Print a line for each part; 3 if one is missing."""
    from layer_cache.state import State
    from layer_runner.doctor import examine

    findings = examine(State())
    for finding in findings:
        todo = f" -> {finding.todo}" if finding.todo else ""
        print(f"{'ok ' if finding.ok else 'NO '} {finding.part:12} {finding.found}{todo}")
    return ExitCode.OK if all(finding.ok for finding in findings) else ExitCode.ENGINE
