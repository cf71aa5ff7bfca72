"""`layer why LINE`: why the step at that line would run, or not."""

from __future__ import annotations

import argparse
import sys

from layer_cli.exit_codes import ExitCode
from layer_cli.project import add_path, open_project


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer why`."""
    parser.add_argument("line", type=int, metavar="LINE", help="line of the step in the Layerfile")
    add_path(parser)
    parser.add_argument("--json", action="store_true", help="print the explanation as one JSON object")


def call(options: argparse.Namespace) -> int:
    """Print the explanation."""
    from layer_cache.explanation import explain

    project = open_project(options.path)
    prediction = project.predict()
    own = [s for s in prediction.steps if s.step.layerfile == project.program.path]
    if not any(step.step.line == options.line for step in own):
        lines = ", ".join(str(step.step.line) for step in own)
        print(f"layer: no step starts at line {options.line}; steps are at {lines}", file=sys.stderr)
        return ExitCode.USAGE
    explanation = explain(prediction, options.line)
    if options.json:
        import msgspec

        print(msgspec.json.encode(explanation).decode())
    else:
        for line in _text(explanation):
            print(line)
    return ExitCode.OK
