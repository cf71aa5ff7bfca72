"""Scratch machines: they go on from a snapshot, are looked into, and leave nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layer_cache.observations import Observation
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layer_runner.engine.connection import Connection
from layer_runner.engine.machine import restore
from layer_runner.errors import EngineError, GuestDied
from layer_runner.guest.channel import Channel, Command, Exit
from layer_runner.images.build import Image
from layer_runner.run.applying import apply
from layer_runner.run.attaching import Restored, attached, put_tree
from layer_runner.run.commands import BadValue, capturing, reading, shell, value_of
from layer_runner.run.environment import environment_of
from layer_runner.run.fleet import Fleet
from layer_runner.run.tree_source import TreeSource
from layer_runner.run.worker import BACKGROUND_SECONDS
from layer_runner.verify import listing
from layer_runner.verify.comparison import Left
from layerfile.directives import Run
from layerfile.env_commands import commands, computed_values
from layerfile.lanes import Lane, Step

#: Seconds for listing a disk, or for reading a batch of its files.
LOOKING_SECONDS = 600.0

#: Bytes of a step's output that are kept and compared.
KEPT = 1024**2


@dataclass(frozen=True)
class Bench:
    """Where scratch machines are made. `values` are the secrets', by name, `variables` those that a run brings."""

    connection: Connection
    state: State
    image: Image
    fleet: Fleet
    tree: SourceTree
    variables: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done again: how its command ended (None: it goes on, as a background command may; or it did not
    end in time, `late`), what it printed, what it looked at, and the values that ENV got from it.
    """

    exit: Exit | None
    late: bool
    printed: bytes
    seen: tuple[Observation, ...]
    lost: bool
    values: Mapping[str, str]


class Scratch:
    """One scratch machine and its agent; made by `scratch`. `computed`: what commands have given to variables."""

    def __init__(
        self,
        bench: Bench,
        lane: Lane,
        channel: Channel,
        source: TreeSource,
        group: asyncio.TaskGroup,
        computed: Mapping[str, str],
    ) -> None:
        self._bench = bench
        self._lane = lane
        self._channel = channel
        self._source = source
        self._group = group
        self._computed = dict(computed)
        self._draining: list[asyncio.Task[None]] = []

    @property
    def changed(self) -> frozenset[str]:
        """Source files that changed while the machine read them."""
        return frozenset(self._source.changed)

    async def prepare(self, step: Step) -> None:
        """Do a step that runs nothing of the user's, as a run does it."""
        self._computed |= computed_values(step.directive, step.context, self._environment(step))
        await apply(self._channel, self._lane, step, self._source)

    async def do(self, step: Step, seconds: float) -> Done:
        """Run what a step runs, each command for at most so many `seconds`. Raises GuestDied."""
        printed = bytearray()
        values: dict[str, str] = {}
        if isinstance(step.directive, Run):
            is_background = step.directive.modifier == "BACKGROUND"
            argv = shell(step.directive.command, step.context.setup)
            exit_, late = await self._run(step, argv, BACKGROUND_SECONDS if is_background else seconds, printed)
            late = late and not is_background
        else:
            exit_, late, values = await self._compute(step, seconds, printed)
            self._computed |= values
        lost, items = await self._channel.quiesce()
        await self._channel.resume()
        seen = tuple(Observation(kind, path, value) for kind, path, value in items)  # type: ignore[arg-type]
        return Done(exit_, late, bytes(printed), seen, lost, values)

    async def _run(self, step: Step, argv: list[str], seconds: float, printed: bytearray) -> tuple[Exit | None, bool]:
        """How a command ended, and whether it did not within `seconds`."""
        context = step.context
        command = await self._channel.start(argv, self._environment(step), context.workdir, context.user)
        draining = self._group.create_task(_drain(command, printed))
        self._draining.append(draining)
        try:
            async with asyncio.timeout(seconds):
                await command.ended.wait()
            await draining
        except TimeoutError:
            return None, True
        if command.error is not None:
            raise GuestDied(command.error)
        return command.exit, False

    async def _compute(
        self, step: Step, seconds: float, printed: bytearray
    ) -> tuple[Exit | None, bool, dict[str, str]]:
        """ENV with commands: what the first that failed ended with, and the values."""
        outputs: list[str] = []
        exit_: Exit | None = None
        for each in commands(step.directive):
            file = f"/tmp/.layer-{os.urandom(8).hex()}"
            exit_, late = await self._run(step, capturing(each, step.context.setup, file), seconds, printed)
            if late or (exit_ is not None and not exit_.ok):
                return exit_, late, {}
            try:
                outputs.append(value_of(await self._channel.run(reading(file))))
            except BadValue as error:
                printed += f"{error}\n".encode()
                return Exit(1, 0), False, {}
        return exit_, False, computed_values(step.directive, step.context, self._environment(step), outputs)

    def _environment(self, step: Step) -> dict[str, str]:
        return environment_of(step, self._bench.variables, self._bench.values, self._computed)

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

    def leave(self) -> None:
        """Listen no more to commands that go on."""
        for task in self._draining:
            task.cancel()

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
async def scratch(
    bench: Bench, lane: Lane, snapshot: str, upto: int, computed: Mapping[str, str]
) -> AsyncIterator[Scratch]:
    """A machine that goes on from `snapshot`, with today's files as the COPYs before step `upto` place them.

    Raises EngineError, also where the machine dies.
    """
    machine = await restore(bench.connection, bench.state, bench.image, snapshot, bench.fleet.own)
    source = TreeSource(bench.tree)
    try:
        async with (
            attached(machine, source, _Unheard(bench.state.runs), Restored(time.perf_counter())) as channel,
            asyncio.TaskGroup() as group,
        ):
            if upto:
                await put_tree(channel, lane, upto, source, fresh=False)
            made = Scratch(bench, lane, channel, source, group, computed)
            yield made
            made.leave()
    finally:
        bench.fleet.retire(machine)


@dataclass(frozen=True)
class _Unheard:
    """The events of a scratch machine: nobody is told, and nothing is written."""

    folder: Path

    def emit(self, event: str, **fields: Any) -> None:
        pass

    def output(self, number: int, line: int, data: bytes) -> None:
        pass

    def output_ended(self, number: int, line: int) -> None:
        pass


async def _drain(command: Command, into: bytearray) -> None:
    async for piece in command.output():
        into += piece[: KEPT - len(into)]
