"""Proves `examples/cache` for real: edits a copy of it, and checks what runs against what was predicted.

    python examples/prove_cache.py LAYER      LAYER: the command, such as .venv/bin/layer

`tests/vm/test_cache_example.py` calls `prove` as well, with the editor's hover as one more witness.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parent / "cache"

#: Lines of the example's Layerfile that run something.
FIRST, LAST = 5, 6

Event = dict[str, Any]
Prediction = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One edit, and the lines that must run after it."""

    title: str
    edit: Callable[[Path], None]
    runs: frozenset[int]


@dataclass
class Outcome:
    """What one run did."""

    case: Case
    prediction: Prediction
    events: list[Event]
    seconds: float
    verdicts: dict[int, str] = field(default_factory=dict)


def _append(name: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        with (folder / name).open("a") as file:
            file.write("one more line\n")

    return edit


def _change_line(folder: Path) -> None:
    layerfile = folder / "Layerfile"
    lines = layerfile.read_text().splitlines()
    lines[FIRST - 1] = "RUN sleep 3 && cat file1 && echo changed"
    layerfile.write_text("\n".join(lines) + "\n")


CASES = (
    Case("the first run runs everything", lambda folder: None, frozenset({FIRST, LAST})),
    Case("a second run runs nothing", lambda folder: None, frozenset()),
    Case("an edit of 'other', which nobody reads", _append("other"), frozenset()),
    Case("an edit of 'file2'", _append("file2"), frozenset({LAST})),
    Case("an edit of 'file1'", _append("file1"), frozenset({FIRST, LAST})),
    Case("a new file that a step looked for", _append("extra"), frozenset({LAST})),
    Case("an edit of a line of the Layerfile", _change_line, frozenset({FIRST, LAST})),
    Case("and nothing again", lambda folder: None, frozenset()),
)


def prove(
    layer: list[str],
    folder: Path,
    say: Callable[[str], None] = lambda text: None,
    witness: Callable[[Path, Case], None] = lambda folder, case: None,
) -> list[Outcome]:
    """Do all cases in `folder`, which is made; raises AssertionError at the first surprise.

    `witness` is called before each run, to ask others for their prediction.
    """
    _make_repository(folder)
    outcomes = []
    for case in CASES:
        case.edit(folder)
        witness(folder, case)
        say(f"\n=== {case.title}")
        outcome = _run(layer, folder, case)
        for line in _report(outcome):
            say(line)
        _check(outcome)
        outcomes.append(outcome)
    return outcomes


def _make_repository(folder: Path) -> None:
    folder.mkdir(parents=True)
    for source in EXAMPLE.iterdir():
        shutil.copy(source, folder)
    # Folders with the same contents share recordings, so a second proof on this machine would find the first one's.
    (folder / "file1").write_text(f"the first file of {uuid.uuid4()}\n")
    git = ["git", "-C", str(folder), "-c", "user.name=demo", "-c", "user.email=demo@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "the example"]):
        subprocess.run([*git, *command], check=True)


def _run(layer: list[str], folder: Path, case: Case) -> Outcome:
    predicted = subprocess.run([*layer, "predict", "--json", str(folder)], check=True, capture_output=True, text=True)
    began = time.monotonic()
    done = subprocess.run([*layer, "run", "--json", str(folder)], capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    assert done.returncode == 0, f"layer run ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    events = [json.loads(line) for line in done.stdout.splitlines()]
    outcome = Outcome(case, json.loads(predicted.stdout), events, seconds)
    outcome.verdicts = {e["line"]: e["verdict"] for e in events if e["event"] == "step_finished"}
    return outcome


def _report(outcome: Outcome) -> list[str]:
    lines = []
    for step in outcome.prediction["steps"]:
        reason = f"  ({step['reason']['detail']})" if step["reason"] else ""
        did = outcome.verdicts[step["line"]]
        lines.append(f"  predicted {step['verdict']:5} -> {did:4} {step['line']}: {step['text']}{reason}")
    for event in outcome.events:
        if event["event"] == "restored":
            lines.append(f"  restored the snapshot after line {event['line']} in {event['seconds']:.2f} s")
        if event.get("snapshot") and event["event"] == "step_finished":
            cost = event["snapshot"]
            lines.append(
                f"  snapshot after line {event['line']}: the VM stood still for {cost['pause']:.3f} s, "
                f"{cost['bytes'] / 1024**2:.1f} MB"
            )
    machines = outcome.events[-1]["vms_started"]
    lines.append(f"  {outcome.seconds:.2f} s, {machines} VMs started")
    return lines


def _check(outcome: Outcome) -> None:
    case = outcome.case
    ran = {line for line, verdict in outcome.verdicts.items() if verdict == "ran" and line in (FIRST, LAST)}
    assert ran == case.runs, f"{case.title}: lines {sorted(ran)} ran instead of {sorted(case.runs)}"
    misses = {step["line"] for step in outcome.prediction["steps"] if step["verdict"] == "miss"}
    assert misses == case.runs, f"{case.title}: predicted {sorted(misses)}"
    finished = outcome.events[-1]
    assert finished["event"] == "run_finished"
    assert finished["ok"], finished
    if not case.runs:
        assert finished["vms_started"] == 0, f"{case.title}: a VM was started"
    else:
        at_least = 3 * len(case.runs)
        assert outcome.seconds >= at_least, f"{case.title}: took only {outcome.seconds:.2f} s"


def main() -> int:
    """Prove it and print what happened."""
    layer = sys.argv[1:] or ["layer"]
    with tempfile.TemporaryDirectory(prefix="layer-demo-") as folder:
        prove(layer, Path(folder) / "cache", say=lambda text: print(text, flush=True))
    print("\nAll of it happened as predicted.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
