"""What became of several Layerfiles, in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layer_cli.terminal import columns, harmless, seconds
from layer_runner.group.outcomes import Outcome

MARKS = {"passed": "✔", "failed": "✗", "error": "✗", "timed out": "✗"}
_NUMBERS = (2, 3, 4, 5)


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The lines of the table."""
    rows = [("  LAYERFILE", "RESULT", "RAN", "CACHED", "TOOK", "SAVED", ""), *map(_row, outcomes)]
    yield from columns(rows, _NUMBERS)


def last_line(outcomes: Sequence[Outcome], took: float) -> str:
    """What became of them all."""
    results = [outcome.result for outcome in outcomes]
    counts = [f"{results.count(result)} {result}" for result in dict.fromkeys(results)]
    # One that was interrupted does not say how many it started.
    runs = [outcome.run for outcome in outcomes if outcome.run is not None]
    machines = sum(max(run.vms_started, len(run.restores)) for run in runs)
    saved = sum(run.saved for run in runs)
    started = f"{machines} VM{'' if machines == 1 else 's'} started"
    return f"{len(outcomes)} Layerfiles in {seconds(took)}: {', '.join(counts)}; {started}; {seconds(saved)} saved"


def reason(outcome: Outcome) -> str:
    """Why one did not pass, in one line."""
    return harmless((outcome.reason.splitlines() or [""])[0])


def _row(outcome: Outcome) -> tuple[str, ...]:
    name = f"{MARKS.get(outcome.result, '-')} {harmless(outcome.member.name)}"
    run = outcome.run
    if run is None:
        return (name, outcome.result, "", "", "", "", reason(outcome))
    ran = sum(verdict in ("ran", "failed") for verdict in run.verdicts)
    cached = run.verdicts.count("hit")
    took = seconds(outcome.seconds)
    return (name, outcome.result, str(ran), str(cached), took, seconds(run.saved), reason(outcome))
