"""`layer why LINE`: why the step at that line would run, or not."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from layer_cli.arguments import add_path
from layer_cli.exit_codes import ExitCode
from layer_cli.project import open_project

if TYPE_CHECKING:
    from layer_cache.explanation import Explanation


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


def _text(explanation: Explanation) -> list[str]:
    from layer_cli.terminal import harmless, seconds

    took = "" if explanation.seconds is None else f", {seconds(explanation.seconds)}"
    heading = {
        "hit": f"would be skipped{took} saved",
        "miss": f"would run{took}",
        "unknown": "cannot be told beforehand",
        "free": "costs nothing: it runs nothing of yours",
    }[explanation.verdict]
    first = harmless(explanation.text.splitlines()[0])
    lines = [f"{explanation.layerfile}:{explanation.line}: {first}", heading]
    for reason in explanation.reasons:
        lines.append(f"  {reason.kind}: {harmless(reason.detail)}")
        if reason.old or reason.new:
            lines.append(f"    then: {harmless(reason.old)}")
            lines.append(f"    now:  {harmless(reason.new)}")
    if explanation.observed:
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(explanation.observed.items()))
        lines.append(f"  it depends on {counts}")
        lines += [f"    {harmless(path)}" for path in explanation.paths]
    if explanation.recorded is not None:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(explanation.recorded))
        lines.append(f"  compared with the run of {when}")
    if explanation.first_miss is not None:
        lines.append(f"  the first line that misses is {explanation.first_miss_layerfile}:{explanation.first_miss}")
    return lines
