"""A shell in a machine that goes on from a snapshot. What is done in it is gone when it ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from layer_cache import snapshots
from layer_cache.errors import StoreError
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import mounts, placements
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layer_runner.engine.connection import Connection, connect
from layer_runner.engine.machine import Machine, restore
from layer_runner.errors import EngineError, GuestDied, first
from layer_runner.guest.channel import Channel, Command
from layer_runner.images import build as images
from layer_runner.run import terminal
from layer_runner.run.tree_source import TreeSource
from layerfile.environment import BUILTIN_ENV
from layerfile.program import Program, Step


@dataclass(frozen=True)
class Entrance:
    """Where the shell begins: at a snapshot, with what is in force before `step` (None: after the last one).

    `values` are those of the secrets that are in force there.
    """

    program: Program
    snapshot: str
    step: Step | None
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


async def open_shell(state: State, tree: SourceTree, entrance: Entrance) -> int:
    """Open a shell on the person's terminal until it ends; its exit status. Raises EngineError, StoreError."""
    image = images.installed(state).get(entrance.program.image)
    if image is None:
        raise EngineError(f"{entrance.program.image} is not built on this machine any more")
    machines: list[Machine] = []
    try:
        async with connect(state) as connection:
            try:
                machine = await _restored(connection, state, image, entrance, machines)
                return await _in_machine(machine, tree, entrance)
            finally:
                for machine in machines:
                    await machine.stop()
    except Exception as error:
        raise first(error) from None


async def _restored(
    connection: Connection, state: State, image: images.Image, entrance: Entrance, machines: list[Machine]
) -> Machine:
    connection.lease.hold(entrance.snapshot)
    reason = snapshots.refusal(state, entrance.snapshot)
    if reason is not None:
        raise StoreError(f"the snapshot {entrance.snapshot} cannot be restored: {reason}")
    return await restore(connection, state, image, entrance.snapshot, machines.append)


async def _in_machine(machine: Machine, tree: SourceTree, entrance: Entrance) -> int:
    source = TreeSource(tree)
    channel = await Channel.open(machine.channel, source.fetch)
    serving = asyncio.ensure_future(channel.serve())
    try:
        await channel.hello(60)
        await channel.resume()
        placed = placements(entrance.program, tree, _upto(entrance))
        if placed:
            rows = await asyncio.to_thread(source.rows, PlacedTree(placed, tree))
            await channel.put_tree(rows, mounts(placed), False)
        return await _enter(channel, entrance)
    except GuestDied as error:
        raise EngineError(f"the machine died: {error}\n{machine.died()}") from error
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        await channel.close()


def _upto(entrance: Entrance) -> int:
    return len(entrance.program.steps) if entrance.step is None else entrance.step.number


async def _enter(channel: Channel, entrance: Entrance) -> int:
    context = (entrance.step or entrance.program.steps[-1]).context
    environment = {**BUILTIN_ENV, **dict(context.env), **entrance.values}
    return await on_terminal(channel, entrance.program.image, environment, context.workdir, context.user)


async def on_terminal(channel: Channel, image: str, environment: Mapping[str, str], workdir: str, user: str) -> int:
    """Hand our keys to a shell in the machine and its output to our terminal, until it ends; its exit status.

    Raises EngineError where the agent of the machine's image is one that has no terminals.
    """
    if "tty" not in channel.features:
        raise EngineError(
            f"{image} was built by a layer that had no shells: "
            f"`layer image rm {image}`, `layer image build {image}`, and run again"
        )
    variables = {**environment, "TERM": os.environ.get("TERM", "xterm")}
    command = await channel.start(["bash", "-i"], variables, workdir, user, terminal.window())
    keys: asyncio.Queue[bytes | None] = asyncio.Queue()
    typing = asyncio.ensure_future(_type(channel, command, keys))
    try:
        # None stands for a new size.
        with terminal.raw(keys.put_nowait, lambda: keys.put_nowait(None)):
            async for piece in command.output():
                await asyncio.to_thread(terminal.write, piece)
    finally:
        typing.cancel()
    if command.exit is None:
        raise GuestDied(command.error or "the shell did not end")
    return command.exit.code or (128 + command.exit.signal if command.exit.signal else 0)


async def _type(channel: Channel, command: Command, keys: asyncio.Queue[bytes | None]) -> None:
    while True:
        data = await keys.get()
        if data is None:
            await channel.resize(command, terminal.window())
        else:
            await channel.send_keys(command, data)
