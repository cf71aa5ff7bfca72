"""All machines of a run, so that each is stopped whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from layer_runner.engine.machine import Machine
from layer_runner.errors import EngineError


class Fleet:
    """The machines that were started. Use `fleet()`, at whose end all are stopped."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._machines: list[Machine] = []
        self._is_over = False

    @property
    def started(self) -> int:
        """How many machines were started so far."""
        return len(self._machines)

    def own(self, machine: Machine) -> None:
        """Take a machine that has just been started; from any thread. Raises EngineError where the run has ended."""
        self._machines.append(machine)
        if self._is_over:
            # The thread that started it was not told in time.
            machine.stop_now()
            raise EngineError("the run is ending: no machine is started any more")

    def retire(self, machine: Machine) -> None:
        """Stop a machine that is not needed any more; nobody waits for it, as burying it can take two seconds."""
        self._group.create_task(machine.stop())

    async def stop(self) -> None:
        """Stop all, at once; none is taken any more."""
        self._is_over = True
        async with asyncio.TaskGroup() as group:
            for machine in self._machines:
                group.create_task(machine.stop())


@contextlib.asynccontextmanager
async def fleet() -> AsyncIterator[Fleet]:
    """A fleet for the length of the block."""
    async with asyncio.TaskGroup() as group:
        ships = Fleet(group)
        try:
            yield ships
        finally:
            await ships.stop()
