"""`layer predict`: which steps would be hits, for the work tree as it is or for a commit.

No VM is started, libvirt not imported.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from layer_cache.checkpoints import is_run
from layer_cache.explanation import shards_of
from layer_cache.joined_tree import JoinedTree
from layer_cache.prediction import Prediction, Reason, StepPrediction
from layer_cli import clones
from layer_cli.arguments import add_path
from layer_cli.exit_codes import ExitCode
from layer_cli.project import open_project

VERSION = 1

_MARKS = {"hit": "✓", "miss": "↻", "unknown": "?", "free": "·", "skipped": "-"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer predict`."""
    add_path(parser)
    parser.add_argument("--json", action="store_true", help="print the prediction as one JSON object")
    parser.add_argument("--fetch", action="store_true", help="ask the repositories that CLONE names for news first")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--at", metavar="REV", help="for that commit, branch or tag instead of the work tree")
    which.add_argument("--staged", action="store_true", help="for what is staged: the commit that `git commit` makes")
    parser.add_argument(
        "--diff",
        metavar="REV",
        help="as if the cache held what a run of REV left, and nothing newer: what the changes since then cost",
    )


def call(options: argparse.Namespace) -> int:
    """Print the prediction."""
    project = open_project(options.path)
    records = None
    if options.diff is not None:
        base = project.at(options.diff)
        kept = base.kept()
        records = project.records.limited_to(number for level in kept for number in level)
        runs = sum(is_run(step) for step in base.program.steps)
        if len(kept) < runs and not options.json:
            said = "nothing of it ran here" if not kept else f"only {len(kept)} of its {runs} steps ran here"
            print(f"layer: {said}, as {options.diff} has it: what did not counts as not cached", file=sys.stderr)
    if options.at is not None or options.staged:
        project = project.at(options.at)
    if options.fetch:
        project, _ = project.updated(time.time())
    prediction = project.predict(records)
    has_clones = isinstance(project.tree, JoinedTree)
    if options.json:
        found = as_json(project.program.path, prediction)
        if has_clones:
            found["clones"] = clones.as_json(project.tree)
        print(json.dumps(found, ensure_ascii=False))
    else:
        for line in [*as_text(prediction), *(clones.lines(project.tree) if has_clones else ())]:
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
    result = {"line": step.line, "layerfile": step.layerfile, "text": step.text, **_verdict(prediction)}
    if prediction.shards:
        result["shards"] = [{"shard": shard.step.shard, **_verdict(shard)} for shard in prediction.shards]
    return result


def _verdict(prediction: StepPrediction) -> dict[str, Any]:
    result: dict[str, Any] = {
        "verdict": prediction.verdict,
        "seconds": None if prediction.seconds is None else round(prediction.seconds, 3),
        "reason": None,
        "again": None,
    }
    if prediction.again is not None:
        result["again"] = {"recording": prediction.again.id, "recorded": round(prediction.again.created, 3)}
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
    from layer_cli.terminal import harmless, moment, seconds

    lines: list[str] = []
    told: list[Reason] = []
    for step in prediction.steps:
        time = "" if step.verdict == "free" or step.seconds is None else seconds(step.seconds)
        text = harmless(step.step.text.splitlines()[0])
        line = f"{_MARKS[step.verdict]} {step.step.line:>4}  {time:>8}  {text}"
        if step.shards and step.verdict != "free":
            line += f"\n{'':17}{shards_of(step.shards)}"
        # One SKIP REMAINING IF is the reason for all the rest: it is told once.
        if step.reason is not None and not (step.verdict == "skipped" and step.reason in told):
            told.append(step.reason)
            line += f"\n{'':17}{harmless(step.reason.detail)}"
        if step.again is not None:
            line += f"\n{'':17}starts from its own last run, of {moment(step.again.created)}"
        lines.append(line)
    total = f"{seconds(prediction.seconds_saved)} saved, {seconds(prediction.seconds_to_run)} to run"
    if prediction.seconds_unknown:
        total += ", and steps that never ran before"
    lines.append(total)
    return lines
