"""Scratch machines: they go on from a snapshot, are looked into, and leave nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field

from layer_cache.observations import Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import mounts, placements
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layer_runner.engine.connection import Connection
from layer_runner.engine.machine import restore
from layer_runner.errors import EngineError, GuestDied
from layer_runner.guest.channel import Channel, Command, Exit
from layer_runner.images.build import Image
from layer_runner.run.execute import BACKGROUND_SECONDS
from layer_runner.run.fleet import Fleet
from layer_runner.run.tree_source import TreeSource
from layer_runner.verify import listing
from layer_runner.verify.comparison import Left
from layerfile.directives import Copy, Run, User, Workdir
from layerfile.environment import BUILTIN_ENV
from layerfile.lanes import Lane, Step

#: Seconds for listing a disk, or reading a batch of files: 30,000 files take 4 s under software emulation.
LOOKING_SECONDS = 600.0

#: Bytes of a step's output that are kept and compared.
KEPT = 1024**2


@dataclass(frozen=True)
class Bench:
    """Where scratch machines are made. `values` are the secrets', by name."""

    connection: Connection
    state: State
    image: Image
    fleet: Fleet
    tree: SourceTree
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done again: how its command ended (None: it goes on, as a background command may; or it did not
    end in time, `late`), what it printed, and what it looked at.
    """

    exit: Exit | None
    late: bool
    printed: bytes
    seen: tuple[Observation, ...]
    lost: bool


class Scratch:
    """One scratch machine and its agent; made by `scratch`."""

    def __init__(
        self, bench: Bench, lane: Lane, channel: Channel, source: TreeSource, group: asyncio.TaskGroup
    ) -> None:
        self._bench = bench
        self._lane = lane
        self._channel = channel
        self._source = source
        self._group = group

    @property
    def changed(self) -> frozenset[str]:
        """Source files that changed while the machine read them."""
        return frozenset(self._source.changed)

    async def prepare(self, step: Step) -> None:
        """Do a step that runs nothing of the user's, as a run does it."""
        match step.directive:
            case Copy():
                await self.put_tree(step.number + 1, fresh=True)
            case Workdir():
                await self._channel.run(["install", "-d", "-m", "0775", step.values[0]])
            case User():
                script = 'id -u "$1" >/dev/null 2>&1 || useradd -m -s /bin/bash -G root "$1"'
                await self._channel.run(["sh", "-c", script, "sh", step.values[0]])
            case _:
                pass

    async def put_tree(self, upto: int, fresh: bool) -> None:
        """Show the machine today's files, as the COPYs before step `upto` place them."""
        placed = placements(self._lane, self._bench.tree, upto)
        if placed:
            rows = await asyncio.to_thread(self._source.rows, PlacedTree(placed, self._bench.tree))
            await self._channel.put_tree(rows, mounts(placed), fresh)

    async def do(self, step: Step, seconds: float) -> Done:
        """Run a step's command, for at most so many `seconds`. Raises GuestDied."""
        assert isinstance(step.directive, Run)
        context = step.context
        secrets = {name: self._bench.values[name] for name in context.secrets}
        environment = {**BUILTIN_ENV, **dict(context.env), **secrets}
        argv = ["bash", "-c", step.directive.command]
        command = await self._channel.start(argv, environment, context.workdir, context.user)
        printed = bytearray()
        draining = self._group.create_task(_drain(command, printed))
        is_background = step.directive.modifier == "BACKGROUND"
        late = False
        try:
            async with asyncio.timeout(BACKGROUND_SECONDS if is_background else seconds):
                await command.ended.wait()
            await draining
        except TimeoutError:
            late = not is_background
        if command.error is not None:
            raise GuestDied(command.error)
        lost, items = await self._channel.quiesce()
        await self._channel.resume()
        seen = tuple(Observation(kind, path, value) for kind, path, value in items)  # type: ignore[arg-type]
        return Done(command.exit, late, bytes(printed), seen, lost)

    async def left(self, watched: tuple[str, ...]) -> Left:
        """All files of the machine's disk. Raises GuestDied, EngineError."""
        printed = await self._ask(listing.COMMAND)
        try:
            return Left(listing.parse(printed, watched))
        except ValueError as error:
            raise EngineError(f"{error}: `find` in the machine is not GNU find") from error

    async def digests(self, paths: Iterable[str], watched: tuple[str, ...]) -> dict[str, str]:
        """The digests of files, by path; without those that are gone by now."""
        named = {listing.places(path, watched): path for path in paths}
        found: dict[str, str] = {}
        for batch in listing.batches(named):
            script = 'b2sum -z -l 256 -- "$@" 2>/dev/null; true'
            printed = await self._ask(("sh", "-c", script, "sh", *batch))
            found |= {named[place]: digest for place, digest in listing.digests(printed).items() if place in named}
        return found

    async def _ask(self, argv: tuple[str, ...]) -> bytes:
        """What a command prints that is run as root. Raises EngineError."""
        # What the Layerfile's steps put on the PATH is not meant.
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
        command = await self._channel.start(argv, environment, "/", "root")
        try:
            async with asyncio.timeout(LOOKING_SECONDS):
                printed = b"".join([piece async for piece in command.output()])
        except TimeoutError:
            raise GuestDied(f"its files were not listed within {LOOKING_SECONDS:g} s") from None
        if command.exit is None or not command.exit.ok:
            tail = printed[-200:].decode(errors="replace").strip()
            raise EngineError(f"the machine's files cannot be listed: {command.error or tail or argv[0]}")
        return printed


@contextlib.asynccontextmanager
async def scratch(bench: Bench, lane: Lane, snapshot: str, upto: int) -> AsyncIterator[Scratch]:
    """A machine that goes on from `snapshot`, with today's files as the COPYs before step `upto` place them.

    Raises EngineError, also where the machine dies.
    """
    machine = await restore(bench.connection, bench.state, bench.image, snapshot, bench.fleet.own)
    source = TreeSource(bench.tree)
    channel = await Channel.open(machine.channel, source.fetch)
    try:
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(channel.serve())
            try:
                await channel.hello(60)
                await channel.resume()
                found = Scratch(bench, lane, channel, source, group)
                if upto:
                    await found.put_tree(upto, fresh=False)
                yield found
            except GuestDied as error:
                raise EngineError(f"the machine died: {error}\n{machine.died()}") from error
            finally:
                serving.cancel()
    finally:
        await channel.close()
        bench.fleet.retire(machine)


async def _drain(command: Command, into: bytearray) -> None:
    async for piece in command.output():
        into += piece[: KEPT - len(into)]
