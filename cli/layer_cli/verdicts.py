"""What `layer verify` found, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from layer_cli.terminal import count, harmless, seconds

if TYPE_CHECKING:
    from layer_cache.observations import Observation
    from layer_runner.verify.comparison import Difference, Outcome
    from layer_runner.verify.verifying import Verdict

#: Version of the object that `--json` prints; fields are only ever added to it.
VERSION = 1

#: Paths of one kind that are shown to a person.
MOST = 10

_MARKS = {"same": "✓", "differs": "✗", "not compared": "?"}
_CHANCE = "two runs of now differ in it too"


def as_text(verdict: Verdict) -> list[str]:
    """A line on the step, and those on what differs."""
    step, outcome = verdict.step.step, verdict.outcome
    shard = "" if step.shard is None else f" (shard {step.shard})"
    text = harmless(step.text.splitlines()[0])
    return [
        f"{_MARKS[outcome.result]} {step.line:>4}  {text}{shard}",
        *(f"{'':8}{harmless(line)}" for line in _said(outcome)),
    ]


def _said(outcome: Outcome) -> Iterable[str]:
    if outcome.result == "same":
        yield f"same{_compared(outcome)}"
    elif outcome.result == "differs":
        chance = "" if outcome.is_stale else ", but by the step's own chance: two runs of now differ in it too"
        yield f"differs{chance}"
    if outcome.reason:
        yield f"could not be compared: {outcome.reason}"
    if outcome.ended:
        yield f"{outcome.ended}; it ended well when it was recorded{' and the second time' * outcome.ended_by_chance}"
    yield from _listed([_of_read(one, one in outcome.varying) for one in outcome.unknown], "more reads")
    counted = [one for one in outcome.differences if one.counts]
    yield from _listed([_of_file(one) for one in counted], "more files")
    if outcome.result == "differs":
        if outcome.printed is False:
            yield "what it printed differs as well"
        volatile = len(outcome.differences) - len(counted)
        if volatile:
            yield f"also {count(volatile, 'file')} that always may: {_reasons(outcome.differences)}"


def _compared(outcome: Outcome) -> str:
    parts = [f"ran {seconds(outcome.seconds)}"]
    if outcome.files is not None:
        parts.append(f"{count(outcome.files, 'file')} compared")
    volatile = len(outcome.differences)
    if volatile:
        parts.append(f"{volatile} that always may differ do: {_reasons(outcome.differences)}")
    if outcome.printed is False:
        parts.append("it printed something else")
    if outcome.unrepeated:
        parts.append(f"{count(len(outcome.unrepeated), 'recorded path')} not looked at this time")
    return f": {', '.join(parts)}"


def _reasons(differences: Iterable[Difference]) -> str:
    return "; ".join(dict.fromkeys(one.why for one in differences if one.why is not None))


def _of_read(observation: Observation, varies: bool) -> str:
    chance = f" ({_CHANCE})" if varies else ""
    return f"it looked at {observation.path} ({observation.kind}), which the recording does not know{chance}"


def _of_file(difference: Difference) -> str:
    chance = f" ({_CHANCE})" if difference.varies else ""
    return f"{difference.path}: {difference.what}, {difference.old} → {difference.new}{chance}"


def _listed(lines: Sequence[str], rest: str) -> Iterable[str]:
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"… and {len(lines) - MOST} {rest} (--json has all)"


def summary(verdicts: Sequence[Verdict], took: float) -> str:
    """One line on all of it."""
    if not verdicts:
        return "nothing to verify: no step would be skipped now"
    results = [verdict.outcome.result for verdict in verdicts]
    words = (("same", "same"), ("differs", "different"), ("not compared", "not compared"))
    parts = [f"{results.count(result)} {word}" for result, word in words if result in results]
    return f"{', '.join(parts)} in {seconds(took)}"


def as_json(layerfile: str, verdicts: Sequence[Verdict], took: float) -> dict[str, Any]:
    """The object that `--json` prints."""
    return {
        "version": VERSION,
        "layerfile": layerfile,
        "seconds": round(took, 3),
        "steps": [_fields(verdict) for verdict in verdicts],
    }


def _fields(verdict: Verdict) -> dict[str, Any]:
    step, outcome, recording = verdict.step.step, verdict.outcome, verdict.step.recording
    return {
        "line": step.line,
        "layerfile": step.layerfile,
        "shard": step.shard,
        "text": step.text,
        "recording": None if recording is None else recording.id,
        "result": outcome.result,
        "stale": outcome.result == "differs" and outcome.is_stale,
        "reason": outcome.reason or None,
        "ended": outcome.ended or None,
        "seconds": round(outcome.seconds, 3),
        "printed_same": outcome.printed,
        "unknown_reads": [
            {"kind": one.kind, "path": one.path, "varies": one in outcome.varying} for one in outcome.unknown
        ],
        "reads_not_repeated": list(outcome.unrepeated),
        "files_compared": outcome.files,
        "differences": [
            {
                "path": one.path,
                "what": one.what,
                "recorded": one.old,
                "now": one.new,
                "volatile": one.why,
                "varies": one.varies,
            }
            for one in outcome.differences
        ],
    }
