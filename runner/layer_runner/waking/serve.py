"""Serves what a run has exposed: listens at once, and wakes each machine when somebody connects to it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layer_cache import snapshots
from layer_cache.errors import StoreError
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layer_runner.engine.connection import Connection, connect
from layer_runner.engine.machine import restore
from layer_runner.errors import EngineError, first
from layer_runner.expose.outside import outside
from layer_runner.guest.channel import Channel
from layer_runner.images import build as images
from layer_runner.run.attaching import Restored, attached, put_tree
from layer_runner.run.cache_disks import Disks, disks
from layer_runner.run.caches import Directories, directories
from layer_runner.run.capacity import room, this_host
from layer_runner.run.exposures import Exposures, Unanswered
from layer_runner.run.fleet import Fleet, fleet
from layer_runner.run.tree_source import TreeSource
from layer_runner.waking.sleeper import Sleeper
from layer_runner.waking.sleeping import Sleeping
from layerfile.program import Program, Step
from layerfile.website_host import WebsiteHost
from layerfile.website_settings import Settings


@dataclass(frozen=True)
class Wanted:
    """What is to be served, and how; `showing` is told each address, `say` what happens.

    Requests may name `host`, and `also`, the caller's own. `directories` is the size of the file system with those of
    CACHE, in bytes.
    """

    program: Program
    state: State
    tree: SourceTree
    machines: tuple[Sleeping, ...]
    settings: Settings
    host: WebsiteHost
    also: str
    directories: int
    showing: Callable[[str, Step, Sleeping], None]
    say: Callable[[str], None]


async def serve(wanted: Wanted) -> None:
    """Serve until it is cancelled. Raises EngineError, StoreError."""
    image = images.installed(wanted.state).get(wanted.program.image)
    if image is None:
        raise EngineError(f"{wanted.program.image} is not built on this machine any more")
    try:
        async with connect(wanted.state) as connection:
            connection.lease.hold(*(each.snapshot for each in wanted.machines))
            for each in wanted.machines:
                reason = _refusal(wanted.state, image, each.snapshot)
                if reason is not None:
                    raise StoreError(
                        f"the machine after {each.last.layerfile}:{each.last.line} cannot be woken: {reason};"
                        " `layer run` makes it anew"
                    )
            async with fleet() as machines:
                await _Waking(wanted, connection, image, machines).run()
    except Exception as error:
        raise first(error) from None


def _refusal(state: State, image: images.Image, snapshot: str) -> str | None:
    """Why a machine cannot be woken; None where it can."""
    manifest = snapshots.read(state, snapshot)
    if manifest is not None and manifest.image != image.digest:
        return "its image was built anew since"
    return snapshots.refusal(state, snapshot)


class _Waking:
    def __init__(self, wanted: Wanted, connection: Connection, image: images.Image, machines: Fleet) -> None:
        self._wanted = wanted
        self._connection = connection
        self._image = image
        self._fleet = machines
        self._room = asyncio.Semaphore(room(this_host(), wanted.program.memory))
        self._caches = _Caches(wanted)

    async def run(self) -> None:
        wanted = self._wanted
        async with (
            outside(wanted.host, wanted.settings, wanted.say, wanted.also) as shown,
            asyncio.TaskGroup() as group,
        ):
            exposures = Exposures(wanted.program, shown)
            for machine in wanted.machines:
                sleeper = self._sleeper(machine)
                group.create_task(sleeper.run())
                for step in machine.steps:
                    try:
                        address = await exposures.show(step, sleeper, machine.shard, None)
                    except Unanswered as error:
                        raise EngineError(f"{step.layerfile}:{step.line}: {error}") from None
                    if address is not None:
                        wanted.showing(address, step, machine)

    def _sleeper(self, machine: Sleeping) -> Sleeper:
        name = "" if machine.shard is None else f"shard {machine.shard}: "
        settings = self._wanted.settings

        def say(text: str) -> None:
            self._wanted.say(name + text)

        return Sleeper(lambda: self._awake(machine, say), settings.wait, settings.idle, say)

    @contextlib.asynccontextmanager
    async def _awake(self, sleeping: Sleeping, say: Callable[[str], None]) -> AsyncIterator[Channel]:
        """The machine, restored for the length of the block, with today's files."""
        wanted = self._wanted
        async with self._place():
            began = time.perf_counter()
            source, steps = TreeSource(wanted.tree), sleeping.lane.steps
            async with self._caches.of(sleeping, say) as disk:
                own = self._fleet.own
                machine = await restore(self._connection, wanted.state, self._image, sleeping.snapshot, own, disk)
                try:
                    async with attached(machine, source, _Silent(say), Restored(began)) as channel:
                        kept = Directories(channel, wanted.directories)
                        await put_tree(channel, sleeping.lane, len(steps), source, False)
                        await kept.add(directories(steps))
                        say(f"woke in {time.perf_counter() - began:.2f} s")
                        yield channel
                        if not channel.closed:
                            await kept.hide()
                finally:
                    if disk is None:
                        # Burying it can take two seconds, and who comes now need not wait for that.
                        self._fleet.retire(machine)
                    else:
                        # Two machines must never have one disk.
                        await machine.stop()

    @contextlib.asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """Room for one more machine. Raises EngineError where others keep it for too long."""
        try:
            async with asyncio.timeout(self._wanted.settings.wait):
                await self._room.acquire()
        except TimeoutError:
            raise EngineError("there is no memory for another machine while the others are in use") from None
        try:
            yield
        finally:
            self._room.release()


class _Caches:
    """The disks with the directories of CACHE: ours while any machine is awake."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._held = contextlib.ExitStack()
        self._disks = Disks()
        self._awake = 0

    @contextlib.asynccontextmanager
    async def of(self, sleeping: Sleeping, say: Callable[[str], None]) -> AsyncIterator[Path | None]:
        """The disk of one machine for the length of the block; None: an empty one. Raises EngineError, StoreError."""
        wanted = self._wanted
        if not self._awake:
            self._disks = self._held.enter_context(
                disks(wanted.state, wanted.tree.root, wanted.program, wanted.directories)
            )
            if self._disks.busy:
                say("a run uses the directories of CACHE: here they begin empty, and are not kept")
        self._awake += 1
        try:
            yield await asyncio.to_thread(self._disks.of, sleeping.shard, None)
        finally:
            self._awake -= 1
            if not self._awake:
                self._held.close()


class _Silent:
    """Where the events of a machine go that belongs to no run: what its agent warns of is said."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def emit(self, event: str, **fields: Any) -> None:
        """Say what a person should see."""
        if event == "guest_log" and fields.get("level") != "info":
            self._say(f"the machine's agent says: {fields.get('message', '')}")
