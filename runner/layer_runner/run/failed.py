"""The machine in which a step has failed: paused with its processes, entered, kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from layer_cache.snapshots import Kept
from layer_runner.engine.machine import Machine
from layer_runner.guest.channel import Channel
from layer_runner.run.caches import Directories
from layer_runner.run.events import Log
from layer_runner.run.shell import on_terminal
from layerfile.program import Step


@dataclass
class Failed:
    """A machine whose step failed after `seconds`, and what is in force there; `directories` are those of CACHE.

    `settle` waits until the snapshot before it is written. `secrets` are the names of those that the machine knows.
    """

    run: str
    step: Step
    seconds: float
    machine: Machine
    channel: Channel
    log: Log
    settle: Callable[[], Awaitable[None]]
    directories: Directories
    secrets: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    _frozen: bool = False

    async def freeze(self) -> None:
        """Pause it. Raises EngineError."""
        await asyncio.to_thread(self.machine.pause)
        self._frozen = True

    async def thaw(self) -> None:
        """Let it go on, if it was paused: its clock has stood still. Raises EngineError."""
        if self._frozen:
            await asyncio.to_thread(self.machine.unpause)
            self._frozen = False
            await self.channel.resume()

    async def shell(self) -> None:
        """A shell where the step was, among its processes. Raises EngineError where the image is too old for that."""
        context = self.step.context
        await on_terminal(self.channel, self.machine.image.name, self.environment, context.workdir, context.user)

    async def keep(self) -> str | None:
        """Take a snapshot that no run ever starts from: it is no result of a step. Why that cannot be, or None.

        Raises EngineError, StoreError.
        """
        step = self.step
        users = await self.directories.hide()
        if users is not None:
            problem = f"line {step.line} is not kept: directories of CACHE are used by {users}"
            self.log.emit("note", text=problem)
            return problem
        await self.channel.quiesce()
        await self.settle()
        kept = Kept(self.run, step.layerfile, step.line, step.text, self.seconds)
        snapshot, _, commit = await self.machine.snapshot(secrets=self.secrets, kept=kept)
        await self.channel.resume()
        await self.directories.show()
        await asyncio.to_thread(commit)
        place = {"layerfile": step.layerfile, "line": step.line, "step": step.number}
        self.log.emit("kept", **place, text=step.text, snapshot=snapshot)
        return None
