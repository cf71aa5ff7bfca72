"""Where a run starts: after the last step that need not run, or where the own last run of a repeatable one ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layerfile.directives import Run

if TYPE_CHECKING:
    from layer_cache.records import Recording, Records
    from layerfile.program import Step


@dataclass(frozen=True, slots=True)
class Start:
    """`recording` left the snapshot that is restored; None: the image's.

    `repeats`: the step that made it must run again, in what it left itself. `after` is the recording of the last step
    that need not run, which the next one made stands on (None: there is no such step).
    """

    recording: Recording | None
    after: Recording | None
    repeats: Step | None = None


def is_repeatable(step: Step) -> bool:
    """Whether the step starts from its own last run where it must run again."""
    return isinstance(step.directive, Run) and step.directive.modifier == "REPEATABLE"


def start(
    runs: Sequence[Step],
    names: Sequence[str],
    held: Sequence[Sequence[Recording]],
    records: Records,
    snapshot_ok: Callable[[str], bool],
) -> Start:
    """The start with the fewest steps to run; of two with as many, the one that goes on from a step's own last run.

    `held` are for each RUN, until one has none, the recordings that hold; `names` the identities of all steps.
    """
    for done in range(len(held), -1, -1):
        before = held[done - 1] if done else ()
        # Where all hold nothing will run.
        if done < len(runs) and len(held) < len(runs) and is_repeatable(runs[done]):
            again = _own_last_run(runs[done], names, before, records, snapshot_ok)
            if again is not None:
                after = next((one for one in before if one.id == again.parent), None)
                return Start(again, after, runs[done])
        for recording in before:
            if _is_restorable(recording, snapshot_ok):
                return Start(recording, recording)
    return Start(None, None)


def _own_last_run(
    step: Step,
    names: Sequence[str],
    before: Sequence[Recording],
    records: Records,
    snapshot_ok: Callable[[str], bool],
) -> Recording | None:
    """The newest recording of a step that ran after a result of the steps before it which holds."""
    parents: set[int | None] = {recording.id for recording in before} or {None}
    for recording in records.candidates(names[step.number]):
        # What it saw is needed: see `repeating`. Damaged it is None.
        if (
            recording.parent in parents
            and _is_restorable(recording, snapshot_ok)
            and records.pieces(recording.id) is not None
        ):
            return recording
    return None


def _is_restorable(recording: Recording, snapshot_ok: Callable[[str], bool]) -> bool:
    return recording.snapshot is not None and snapshot_ok(recording.snapshot)
