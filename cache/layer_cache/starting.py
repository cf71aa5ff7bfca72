"""Where a machine starts: after the last step that need not run, or where a repeatable one's own last run ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layerfile.directives import Run

if TYPE_CHECKING:
    from layer_cache.holding import Held
    from layer_cache.records import Recording
    from layerfile.program import Step


@dataclass(frozen=True, slots=True)
class Start:
    """`recording` left the snapshot that is restored; None: that which the lane forks off from.

    `repeats`: the step that made it must run again, in what it left itself. `after` is the recording of the lane's last
    step that need not run, which the next one made stands on (None: there is no such step).
    """

    recording: Recording | None
    after: Recording | None
    repeats: Step | None = None


def is_repeatable(step: Step) -> bool:
    """Whether the step starts from its own last run where it must run again."""
    return isinstance(step.directive, Run) and step.directive.modifier == "REPEATABLE"


def start(
    runs: Held, held: Sequence[Sequence[Recording]], parent: int | None, snapshot_ok: Callable[[str], bool]
) -> Start:
    """The start with the fewest steps to run, in a lane of whose `runs` some must.

    Of two with as many, the one that goes on from a step's own last run. `held` are for each RUN, until one has none,
    the recordings that hold after `parent`, what the lane forks off from.
    """
    for done in range(len(held), -1, -1):
        before = held[done - 1] if done else ()
        if done < len(runs.steps) and is_repeatable(runs.steps[done]):
            parents = {recording.id for recording in before} if done else {parent}
            # What it saw is needed: see `repeating`.
            for again in runs.known_after(done, parents):
                if is_restorable(again, snapshot_ok):
                    after = next((one for one in before if one.id == again.parent), None)
                    return Start(again, after, runs.steps[done])
        for recording in before:
            if is_restorable(recording, snapshot_ok):
                return Start(recording, recording)
    return Start(None, None)


def is_restorable(recording: Recording, snapshot_ok: Callable[[str], bool]) -> bool:
    """Whether a machine can start from what the run left."""
    return recording.snapshot is not None and snapshot_ok(recording.snapshot)
