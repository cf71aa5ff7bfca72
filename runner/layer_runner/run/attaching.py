"""The beginning of every machine's work: a conversation with its agent, and today's files in their places."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import mounts, placements
from layer_cache.records import Recording
from layer_cache.repeating import renewed
from layer_runner.engine.machine import Machine
from layer_runner.errors import EngineError, GuestDied
from layer_runner.guest.channel import Channel
from layer_runner.run.events import Emits
from layer_runner.run.tree_source import TreeSource
from layerfile.program import Lane


@dataclass
class Restored:
    """When a restore began (`perf_counter`), and the seconds that its parts have taken, by their names."""

    began: float
    parts: dict[str, float] = field(default_factory=dict)


@contextlib.asynccontextmanager
async def attached(machine: Machine, source: TreeSource, log: Emits, restored: Restored) -> AsyncIterator[Channel]:
    """A conversation with the machine's agent, renewed (clock, randomness) and ready for steps. Raises EngineError."""
    channel = await Channel.open(machine.channel, source.fetch)
    channel.log = lambda level, text: log.emit("guest_log", level=level, text=text)
    try:
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(channel.serve())
            try:
                began = time.perf_counter()
                await _greet(channel, machine)
                await channel.resume()
                seconds = restored.parts["attach"] = round(time.perf_counter() - began, 4)
                log.emit("attached", seconds=seconds)
                yield channel
            except GuestDied as error:
                raise EngineError(f"the machine died: {error}\n{machine.died()}\n{machine.console_tail()}") from error
            finally:
                serving.cancel()
    finally:
        await channel.close()


async def _greet(channel: Channel, machine: Machine) -> None:
    try:
        await channel.hello(60)
    except GuestDied as error:
        advice = f"if that happens again, `layer cache rm {machine.parent}` lets runs start from an earlier snapshot"
        raise GuestDied(f"{error}; {advice}" if machine.parent else str(error)) from error


async def put_tree(
    channel: Channel, lane: Lane, upto: int, source: TreeSource, fresh: bool, again: Recording | None = None
) -> int:
    """Show the machine today's tree, as the COPYs of the steps before `upto` place it.

    What the run that left `again`, in whose machine its step is to run once more, wrote over files that are others
    today is taken away.
    """
    placed = placements(lane, source.tree, upto)
    if not placed:
        return 0
    tree = PlacedTree(placed, source.tree)
    rows = await asyncio.to_thread(source.rows, tree)
    taken_away: list[str] = []
    if again is not None:
        taken_away = await asyncio.to_thread(renewed, again, tree)
    return await channel.put_tree(rows, mounts(placed), fresh, taken_away)
