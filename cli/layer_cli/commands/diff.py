"""`layer diff RUN RUN`: which steps went another way, and what they saw that was different."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from layer_cache.comparison import Differences, differences
from layer_cache.records import Records
from layer_cache.state import State
from layer_cli.clones import SHOWN
from layer_cli.exit_codes import ExitCode
from layer_cli.past_runs import VERSION, add_run, open_run, step_fields, summary
from layer_cli.run_words import ending, first_line, place, result, verdict, when
from layer_cli.terminal import harmless, seconds
from layer_runs.comparison import Pair, compare
from layer_runs.state import Run, Step

_MOST_PATHS = 20


@dataclass(frozen=True)
class _Compared:
    """A step of both runs; `inputs` is None where what it saw is not recorded of both."""

    pair: Pair
    inputs: Differences | None

    @property
    def differs(self) -> list[str]:
        """In what."""
        found = {
            "verdict": self.pair.differs_in_verdict,
            "time": self.pair.differs_in_time,
            "inputs": bool(self.inputs),
        }
        return [name for name, true in found.items() if true]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer diff`."""
    add_run(parser, "a", "last~1")
    add_run(parser, "b", "last")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def call(options: argparse.Namespace) -> int:
    """Print what differs."""
    a, b = open_run(options.a), open_run(options.b)
    with Records(State().records_path) as records:
        steps = [_Compared(pair, _inputs(pair, records)) for pair in compare(a[1], b[1])]
    if options.json:
        found = {"a": summary(a[1], a[0]), "b": summary(b[1], b[0]), "steps": [_fields(s, a[0], b[0]) for s in steps]}
        print(json.dumps({"version": VERSION, **found}, ensure_ascii=False))
    else:
        for line in _text(a, b, steps):
            print(line)
    return ExitCode.OK


def _inputs(pair: Pair, records: Records) -> Differences | None:
    """What the step saw differently. Raises StoreError where a recording is damaged."""
    if pair.a is None or pair.b is None:
        return None
    found = []
    for step in (pair.a, pair.b):
        recorded = next((each for each in step.executions if each.recording is not None), None)
        if recorded is None or recorded.recording is None:
            return None
        recording = records.recording(recorded.recording, recorded.identity)
        if recording is None:
            return None
        found.append(recording)
    a, b = found
    return Differences((), (), ()) if a.id == b.id else differences(a.observations, b.observations)


def _fields(compared: _Compared, a: Path, b: Path) -> dict[str, Any]:
    pair = compared.pair
    return {
        "differs": compared.differs,
        "inputs": None if compared.inputs is None else asdict(compared.inputs),
        "a": None if pair.a is None else step_fields(pair.a, a),
        "b": None if pair.b is None else step_fields(pair.b, b),
    }


def _text(a: tuple[Path, Run], b: tuple[Path, Run], steps: list[_Compared]) -> Iterator[str]:
    now = time.time()
    for name, (folder, run) in (("A", a), ("B", b)):
        yield f"{name}  {folder.name}  {when(run.begun)}  {harmless(run.layerfile)}"
        yield f"   {result(run, now)}"
    yield from (f"≠ {harmless(line)}" for line in _clones(a[1], b[1]))
    different = [compared for compared in steps if compared.differs]
    for compared in different:
        yield from _step(compared, b[1] if compared.pair.b is not None else a[1])
    alike = len(steps) - len(different)
    yield f"{alike} step{'' if alike == 1 else 's'} alike, {len(different)} different"


def _clones(a: Run, b: Run) -> Iterator[str]:
    """The repositories of which the runs placed different commits."""
    for name in dict.fromkeys(each.repository for each in b.clones):
        # Of one that is cloned several times the branches are told in the order of the lines.
        pairs = zip(*([each for each in run.clones if each.repository == name] for run in (a, b)), strict=False)
        for old, new in pairs:
            if old.commit != new.commit:
                yield f"{name}: {old.branch} at {old.commit[:SHOWN]} → {new.branch} at {new.commit[:SHOWN]}"


def _step(compared: _Compared, run: Run) -> Iterator[str]:
    pair = compared.pair
    yield f"≠ {place(pair.step, run):>4}  {first_line(pair.step)}"
    yield f"{'':8}{_outcome(pair.a)} → {_outcome(pair.b)}"
    if compared.inputs:
        yield from _inputs_text(compared.inputs)
    elif pair.a is not None and pair.b is not None:
        # All that the logs know: what each prediction compared with an earlier run, whichever that was.
        for name, step in (("A", pair.a), ("B", pair.b)):
            if step.reason is not None and step.verdict in ("ran", "failed"):
                yield f"{'':8}{name} ran it because: {harmless(step.reason.detail)}"


def _outcome(step: Step | None) -> str:
    if step is None:
        return "not there"
    took = f" ({seconds(step.seconds)})" if step.seconds else ""
    end = ending(step)
    return f"{verdict(step)}{took}{', ' if end else ''}{end}"


def _inputs_text(inputs: Differences) -> Iterator[str]:
    for reason in inputs.changed[:_MOST_PATHS]:
        yield f"{'':8}{harmless(reason.detail)}"
    if len(inputs.changed) > _MOST_PATHS:
        yield f"{'':8}and {len(inputs.changed) - _MOST_PATHS} more"
    for name, paths in (("A", inputs.only_a), ("B", inputs.only_b)):
        if paths:
            more = f" and {len(paths) - _MOST_PATHS} more" if len(paths) > _MOST_PATHS else ""
            yield f"{'':8}only {name} looked at {harmless(', '.join(paths[:_MOST_PATHS]))}{more}"
