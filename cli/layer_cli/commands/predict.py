"""`layer predict`: which steps would be hits for the work tree as it is. No VM is started, libvirt not imported."""

from __future__ import annotations

import argparse
import json
from typing import Any

from layer_cache.prediction import Prediction, StepPrediction
from layer_cli.arguments import add_path
from layer_cli.exit_codes import ExitCode
from layer_cli.project import open_project

VERSION = 1

_MARKS = {"hit": "✓", "miss": "↻", "unknown": "?", "free": "·"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer predict`."""
    add_path(parser)
    parser.add_argument("--json", action="store_true", help="print the prediction as one JSON object")


def call(options: argparse.Namespace) -> int:
    """Print the prediction."""
    project = open_project(options.path)
    prediction = project.predict()
    if options.json:
        print(json.dumps(as_json(project.program.path, prediction), ensure_ascii=False))
    else:
        for line in as_text(prediction):
            print(line)
    return ExitCode.OK


def as_json(layerfile: str, prediction: Prediction) -> dict[str, Any]:
    """The object that `--json` prints; fields are only ever added to version 1."""
    return {
        "version": VERSION,
        "layerfile": layerfile,
        "steps": [_step(step) for step in prediction.steps],
        "seconds_saved": round(prediction.seconds_saved, 3),
        "seconds_to_run": round(prediction.seconds_to_run, 3),
        "seconds_unknown": prediction.seconds_unknown,
    }


def _step(prediction: StepPrediction) -> dict[str, Any]:
    step = prediction.step
    result: dict[str, Any] = {
        "line": step.line,
        "layerfile": step.layerfile,
        "text": step.text,
        "verdict": prediction.verdict,
        "seconds": None if prediction.seconds is None else round(prediction.seconds, 3),
        "reason": None,
    }
    if prediction.reason is not None:
        reason = prediction.reason
        result["reason"] = {
            "kind": reason.kind,
            "path": reason.path,
            "detail": reason.detail,
            "old": reason.old,
            "new": reason.new,
        }
    return result


def as_text(prediction: Prediction) -> list[str]:
    """The prediction for a person, a line a step and one that sums up."""
    from layer_cli.terminal import harmless, seconds

    lines = []
    for step in prediction.steps:
        time = "" if step.verdict == "free" or step.seconds is None else seconds(step.seconds)
        text = harmless(step.step.text.splitlines()[0])
        line = f"{_MARKS[step.verdict]} {step.step.line:>4}  {time:>8}  {text}"
        if step.reason is not None:
            line += f"\n{'':17}{harmless(step.reason.detail)}"
        lines.append(line)
    total = f"{seconds(prediction.seconds_saved)} saved, {seconds(prediction.seconds_to_run)} to run"
    if prediction.seconds_unknown:
        total += ", and steps that never ran before"
    lines.append(total)
    return lines
