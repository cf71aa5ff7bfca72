"""`layer verify`: does the steps that would be skipped again, in scratch machines, and compares: finds stale hits."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING

from layer_cli.arguments import add_path
from layer_cli.exit_codes import ExitCode
from layer_cli.project import Project, open_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from layer_cache.records import Recording
    from layer_runner.run.masking import Masker
    from layer_runner.verify.stretches import Skipped, Stretch
    from layer_runner.verify.verifying import Printed, Verdict


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer verify`."""
    add_path(parser)
    parser.add_argument("--step", metavar="LINE", help="only the step at that line, or at FILE:LINE of a parent's")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def call(options: argparse.Namespace) -> int:
    """Verify what is a hit now; 1 where something differs, 3 where nothing could be compared."""
    from layer_cli.verdicts import as_json, as_text, summary
    from layer_runner.run.masking import Masker
    from layer_runner.verify.verifying import planned

    project = open_project(options.path)
    prediction = project.predict()
    todo = planned(prediction, project.state, project.program.image, project.program.memory)
    if options.step is not None:
        todo = _only(project, todo, options.step)
    began = time.perf_counter()
    values = project.secret_values() if todo else {}
    masker = Masker([*values.values(), *project.hidden_values()])
    verdicts: list[Verdict] = []

    def tell(verdict: Verdict) -> None:
        verdicts.append(verdict)
        if not options.json:
            print("\n".join(masker.text(line) for line in as_text(verdict)), flush=True)

    if todo:
        _verify(project, todo, values, masker, tell)
    seconds = time.perf_counter() - began
    if options.json:
        print(masker.text(json.dumps(as_json(project.program.path, verdicts, seconds), ensure_ascii=False)))
    else:
        print(summary(verdicts, seconds))
    results = [verdict.outcome.result for verdict in verdicts]
    if "differs" in results:
        return ExitCode.STEP_FAILED
    return ExitCode.ENGINE if results and "same" not in results else ExitCode.OK


def _verify(
    project: Project,
    todo: list[Stretch | Skipped],
    values: dict[str, str],
    masker: Masker,
    tell: Callable[[Verdict], None],
) -> None:
    import asyncio

    from layer_runner.verify.verifying import Subject, verify

    variables = project.variables.for_steps()
    subject = Subject(project.program, project.state, project.tree, project.records, variables, values)
    with project.holding():
        asyncio.run(verify(subject, todo, _printed(project, masker), tell, _begin))


def _begin(stretch: Stretch) -> None:
    """Say to somebody who waits what is done now."""
    if sys.stderr.isatty():
        from layer_cli.terminal import count, seconds

        lines = [str(hit.step.line) for hit in stretch.steps]
        took = sum(hit.seconds or 0.0 for hit in stretch.steps)
        what = (
            f"line {lines[0]}" if len(lines) == 1 else f"{count(len(lines), 'step')}, lines {lines[0]} to {lines[-1]}"
        )
        print(f"» doing {what} again, which took {seconds(took)}", file=sys.stderr)


def _printed(project: Project, masker: Masker) -> Printed:
    """Compares what a step prints now with the log of the run that recorded it."""
    from layer_runner.verify.machines import KEPT
    from layer_runs.recorded import log_of

    def same(recording: Recording, printed: bytes) -> bool | None:
        path = log_of(project.state.runs, recording.id, recording.identity, recording.created)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                then = file.read(KEPT)
        except FileNotFoundError:
            then = b""
        except OSError:
            return None
        mask = masker.stream()
        return (mask.feed(printed) + mask.finish())[: len(then)] == then and bool(then) == bool(printed)

    return same


def _only(project: Project, todo: list[Stretch | Skipped], place: str) -> list[Stretch | Skipped]:
    """What is about one step. Raises LayerfileError where there is no such step that is a hit."""
    from layer_runner.verify.stretches import hits_of, of_line
    from layerfile.problems import LayerfileError

    layerfile, _, line = place.rpartition(":")
    layerfile = layerfile or project.program.path
    found = of_line(todo, layerfile, int(line)) if line.isdecimal() else []
    if not found:
        hits = [step.step for one in todo for step in hits_of(one)]
        places = ", ".join(dict.fromkeys(f"{step.layerfile}:{step.line}" for step in hits)) or "none"
        message = f"no step at {place} would be skipped now; those that would: {places}"
        raise LayerfileError.single("no-such-step", message, project.program.path)
    return found
