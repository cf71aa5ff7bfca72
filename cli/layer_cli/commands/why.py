"""`layer why LINE`: why the step at that line would run, or not; with --run, why it did."""

from __future__ import annotations

import argparse
import contextlib
import sys
from typing import TYPE_CHECKING, Any

from layer_cli.arguments import add_path
from layer_cli.exit_codes import ExitCode
from layer_cli.project import open_project

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layer_cache.explanation import Explanation
    from layer_cache.observations import Observation
    from layer_cache.reasons import Reason
    from layer_cache.records import Records
    from layer_runs.events import Reason as RecordedReason
    from layer_runs.state import Step


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer why`."""
    parser.add_argument("line", type=int, nargs="?", metavar="LINE", help="line of the step in the Layerfile")
    add_path(parser)
    parser.add_argument("--run", metavar="RUN", help="of a past run (see `layer show`): of all its steps, without LINE")
    parser.add_argument("--json", action="store_true", help="print the explanation as one JSON object")


def call(options: argparse.Namespace) -> int:
    """Print the explanation."""
    if options.run is not None:
        return _of_run(options)
    if options.line is None:
        print("layer: which step? `layer why LINE`, with the line where it starts", file=sys.stderr)
        return ExitCode.USAGE
    from layer_cache.explanation import explain

    project = open_project(options.path)
    prediction = project.predict()
    own = [s for s in prediction.steps if s.step.layerfile == project.program.path]
    if not any(step.step.line == options.line for step in own):
        return _no_step(options.line, [str(step.step.line) for step in own])
    explanation = explain(prediction, options.line)
    if options.json:
        import msgspec

        print(msgspec.json.encode(explanation).decode())
    else:
        for line in _text(explanation):
            print(line)
    return ExitCode.OK


def _no_step(line: int, places: list[str]) -> int:
    print(f"layer: no step starts at line {line}; steps are at {', '.join(places)}", file=sys.stderr)
    return ExitCode.USAGE


def _of_run(options: argparse.Namespace) -> int:
    """Print why the steps of a past run, or the one at LINE, ran or not, as its log says."""
    import json

    from layer_cache.records import Records
    from layer_cache.state import State
    from layer_cli.past_runs import VERSION, open_run, step_fields
    from layer_cli.run_words import place

    folder, run = open_run(options.run)
    steps = [step for step in run.steps if options.line is None or place(step, run) == str(options.line)]
    if options.line is not None and not steps:
        return _no_step(options.line, [place(step, run) for step in run.steps])
    with Records(State().records_path) as records:
        seen = {step.number: _seen(step, records) for step in steps}
    if options.json:
        fields = [{**step_fields(step, folder), **_seen_fields(seen[step.number])} for step in steps]
        print(json.dumps({"version": VERSION, "run": folder.name, "steps": fields}, ensure_ascii=False))
    else:
        print("\n".join(line for step in steps for line in _text_of_run(step, seen[step.number])))
    return ExitCode.OK


def _seen(step: Step, records: Records) -> tuple[Observation, ...] | None:
    """What a step of a past run depended on, of all shards together; None where that is not recorded any more."""
    from layer_cache.errors import StoreError

    found: dict[Observation, None] = {}
    known = False
    for execution in step.executions:
        number = execution.recording
        recording = None if number is None else records.recording(number, execution.identity)
        if recording is not None:
            with contextlib.suppress(StoreError):
                found |= dict.fromkeys(recording.observations)
                known = True
    return tuple(found) if known else None


def _seen_fields(seen: Sequence[Observation] | None) -> dict[str, Any]:
    from layer_cache.explanation import looked_at

    counts, paths = (None, None) if seen is None else looked_at(seen)
    return {"observed": counts, "paths": paths}


def _text_of_run(step: Step, seen: Sequence[Observation] | None) -> list[str]:
    from layer_cache.explanation import looked_at
    from layer_cli.run_words import against_prediction, ending, first_line, verdict
    from layer_cli.terminal import harmless, seconds

    took = f"{seconds(step.seconds)}{' saved' if step.verdict == 'hit' else ''}" if step.seconds else ""
    words = [verdict(step), took, ending(step), against_prediction(step)]
    lines = [
        f"{harmless(step.layerfile)}:{step.line}: {first_line(step)}",
        ", ".join(word for word in words if word),
    ]
    if step.reason is not None:
        lines += _reason(step.reason)
    if seen is not None:
        lines += _depends(*looked_at(seen))
    return lines


def _depends(counts: Mapping[str, int], paths: Sequence[str]) -> list[str]:
    from layer_cli.terminal import harmless

    if not counts:
        return ["  it depends on no file"]
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    return [f"  it depends on {told}", *(f"    {harmless(path)}" for path in paths)]


def _reason(reason: Reason | RecordedReason) -> list[str]:
    from layer_cli.terminal import harmless

    lines = [f"  {harmless(reason.kind)}: {harmless(reason.detail)}"]
    if reason.old or reason.new:
        lines.append(f"    then: {harmless(reason.old)}")
        lines.append(f"    now:  {harmless(reason.new)}")
    return lines


def _text(explanation: Explanation) -> list[str]:
    from layer_cache.explanation import shards_of
    from layer_cli import clones
    from layer_cli.terminal import harmless, moment, seconds

    took = "" if explanation.seconds is None else f", {seconds(explanation.seconds)}"
    heading = {
        "hit": f"would be skipped{took} saved",
        "miss": f"would run{took}",
        "unknown": "cannot be told beforehand",
        "free": "costs nothing: it runs nothing of yours",
        "skipped": "would not be done: a SKIP REMAINING IF before it ends the run",
    }[explanation.verdict]
    first = harmless(explanation.text.splitlines()[0])
    lines = [f"{explanation.layerfile}:{explanation.line}: {first}", heading]
    if explanation.shards and explanation.verdict in ("hit", "miss"):
        lines.append(f"  {shards_of(explanation.shards)}")
        for shard in explanation.shards:
            if shard.reason is not None:
                lines.append(f"  shard {shard.shard}: {harmless(shard.reason.detail)}")
        if explanation.verdict == "miss":
            first_shard = next(shard.shard for shard in explanation.shards if shard.verdict == "miss")
            lines.append(f"  of shard {first_shard}:")
    for reason in explanation.reasons:
        lines += _reason(reason)
    lines += [f"  {clones.line(clone)}" for clone in explanation.clones]
    if explanation.again is not None:
        lines.append(f"  it starts from its own last run, of {moment(explanation.again)}")
    if explanation.verdict == "hit":
        lines += _depends(explanation.observed, explanation.paths)
    if explanation.recorded is not None:
        lines.append(f"  compared with the run of {moment(explanation.recorded)}")
    if explanation.first_miss is not None:
        lines.append(f"  the first line that misses is {explanation.first_miss_layerfile}:{explanation.first_miss}")
    return lines
