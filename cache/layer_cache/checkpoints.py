"""CHECKPOINT: after which steps a run takes snapshots.

By default there is one after every step that runs something and was worth it (`keeping.taking`), or waits for something
that does: what a server reads until its port answers belongs to its EXPOSE, and who wakes the machine again finds it
answering. Of EXPOSEs in a row the last has the snapshot.

`CHECKPOINT disabled` ends that until the next CHECKPOINT, which also gives one to the step before it. What lies between
that step and the CHECKPOINT is done anew in every machine, so nothing is lost by that, and the steps around a
CHECKPOINT are the same with and without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layer_cache.starting import is_repeatable
from layerfile.directives import Checkpoint, ExposeTcp, ExposeWebsite, Run
from layerfile.env_commands import runs_commands

if TYPE_CHECKING:
    from layerfile.lanes import Lane, Step


def is_run(step: Step) -> bool:
    """Whether the machine is another one after the step, and so it has recordings; all others are free."""
    return isinstance(step.directive, Run) or is_expose(step) or runs_commands(step.directive)


def is_expose(step: Step) -> bool:
    """Whether the step shows something outside."""
    return isinstance(step.directive, ExposeWebsite | ExposeTcp)


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
    exposed = [step.number for step in lane.steps if is_expose(step)]
    return frozenset(found.difference(number for number in exposed if number + 1 in exposed))


def insisted(lane: Lane) -> frozenset[int]:
    """Of those the steps whose snapshot is not left out, however short they were: a CHECKPOINT stands after it, or it
    is the last of the lane, which what comes next starts from; or a later run goes on from its own (RUN REPEATABLE), or
    who wakes it does (EXPOSE).
    """
    found: set[int] = set()
    last: Step | None = None
    for step in lane.steps:
        if is_run(step):
            last = step
            if is_repeatable(step) or is_expose(step):
                found.add(step.number)
        elif isinstance(step.directive, Checkpoint) and last is not None:
            found.add(last.number)
    if last is not None:
        found.add(last.number)
    return frozenset(found) & snapshotted(lane)
