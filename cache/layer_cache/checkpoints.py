"""CHECKPOINT: after which steps a run takes snapshots.

By default there is one after every step that runs something and was worth it (`keeping.taking`). `CHECKPOINT disabled`
ends that until the next CHECKPOINT, which also gives one to the step before it. What lies between that step and the
CHECKPOINT is done anew in every machine, so nothing is lost by that, and the steps around a CHECKPOINT are the same
with and without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layer_cache.starting import is_repeatable
from layerfile.directives import Checkpoint, Run
from layerfile.env_commands import runs_commands

if TYPE_CHECKING:
    from layerfile.lanes import Lane, Step


def is_run(step: Step) -> bool:
    """Whether the step executes something, and so has recordings; all others are free."""
    return isinstance(step.directive, Run) or runs_commands(step.directive)


def snapshotted(lane: Lane) -> frozenset[int]:
    """The numbers of the steps of a lane after which a run takes a snapshot."""
    found: set[int] = set()
    last: int | None = None
    enabled = True
    for step in lane.steps:
        if is_run(step):
            last = step.number
        elif isinstance(step.directive, Checkpoint):
            enabled = not step.directive.disabled
        else:
            continue
        if enabled and last is not None:
            found.add(last)
    # The machines after a SPLIT start from one, whatever was turned off.
    if lane.lanes and last is not None:
        found.add(last)
    return frozenset(found)


def insisted(lane: Lane) -> frozenset[int]:
    """Of those the steps whose snapshot is not left out, however short they were: a CHECKPOINT stands after it, or it
    is the last of the lane, which what comes next starts from; or a later run goes on from its own (RUN REPEATABLE).
    """
    found: set[int] = set()
    last: Step | None = None
    for step in lane.steps:
        if is_run(step):
            last = step
            if is_repeatable(step):
                found.add(step.number)
        elif isinstance(step.directive, Checkpoint) and last is not None:
            found.add(last.number)
    if last is not None:
        found.add(last.number)
    return frozenset(found) & snapshotted(lane)
