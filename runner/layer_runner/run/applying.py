"""Steps that run nothing of the user's, done in a machine: COPY, CLONE, WORKDIR and USER."""

from __future__ import annotations

from layer_runner.guest.channel import Channel
from layer_runner.run.attaching import put_tree
from layer_runner.run.tree_source import TreeSource
from layerfile.directives import Clone, Copy, User, Workdir
from layerfile.program import Lane, Step

_MAKE_USER = 'id -u "$1" >/dev/null 2>&1 || useradd -m -s /bin/bash -G root "$1"'


async def apply(channel: Channel, lane: Lane, step: Step, source: TreeSource) -> None:
    """Do a step of the lane; one that leaves the machine as it is does nothing. Raises EngineError."""
    match step.directive:
        case Copy() | Clone():
            await put_tree(channel, lane, step.number + 1, source, fresh=True)
        case Workdir():
            await channel.run(["install", "-d", "-m", "0775", step.values[0]])
        case User():
            await channel.run(["sh", "-c", _MAKE_USER, "sh", step.values[0]])
        case _:
            pass
