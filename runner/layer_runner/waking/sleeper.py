"""A machine that is started by whoever connects to it, and stopped when nobody has been connected for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from layer_runner.errors import EngineError, first
from layer_runner.guest.channel import Channel
from layer_runner.guest.streams import NotReached, Stream

#: Starts the machine, for the length of the block. Raises EngineError, StoreError.
Start = Callable[[], AbstractAsyncContextManager[Channel]]

#: Seconds between two attempts to reach a port of a machine that has just woken.
_PAUSE = 0.1


class Sleeper:
    """Leads to the ports of one machine. `run` must run in a task of its own as long as it is used.

    `wait`: seconds that a port may take to answer after the machine woke; `idle`: those after which it sleeps again.
    """

    def __init__(self, start: Start, wait: float, idle: float, say: Callable[[str], None]) -> None:
        self._start = start
        self._wait = wait
        self._idle = idle
        self._say = say
        self._wanted = asyncio.Event()
        self._activity = asyncio.Event()
        self._awake: asyncio.Future[Channel] | None = None
        self._answered: set[int] = set()

    async def dial(self, port: int) -> Stream:
        """Connect to a port, once the machine is awake. Raises NotReached, EngineError."""
        if self._awake is None:
            self._awake = asyncio.get_running_loop().create_future()
            # Whoever has asked may have left before it fails.
            self._awake.add_done_callback(lambda future: future.cancelled() or future.exception())
            self._wanted.set()
        # All who come meanwhile wait for the same machine; one who leaves does not take it from the others.
        channel = await asyncio.shield(self._awake)
        return await self._connected(channel, port)

    async def _connected(self, channel: Channel, port: int) -> Stream:
        if port in self._answered:
            return await channel.dial(port)
        try:
            async with asyncio.timeout(self._wait):
                while True:
                    try:
                        stream = await channel.dial(port)
                        break
                    except NotReached as error:
                        problem = str(error)
                    await asyncio.sleep(_PAUSE)
        except TimeoutError:
            raise NotReached(f"it did not answer within {self._wait:g} s after its machine woke: {problem}") from None
        self._answered.add(port)
        return stream

    async def run(self) -> None:
        """Start the machine when it is wanted, and stop it when it is not, again and again."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                async with self._start() as channel:
                    channel.streams_changed = self._activity.set
                    assert self._awake is not None
                    self._awake.set_result(channel)
                    await self._until_idle(channel)
                    # Who comes from now on waits for the next one.
                    self._awake = None
            except Exception as error:
                self._fail(first(error))
            self._answered.clear()

    async def _until_idle(self, channel: Channel) -> None:
        while not channel.closed:
            self._activity.clear()
            try:
                async with asyncio.timeout(None if channel.streams else self._idle):
                    await self._activity.wait()
            except TimeoutError:
                self._say(f"nobody was connected for {self._idle:g} s: it sleeps again")
                return
        self._say("the machine died; the next request starts it anew")

    def _fail(self, error: Exception) -> None:
        """Tell all who wait that there is no machine. The next one to come tries again."""
        failed, self._awake = self._awake, None
        self._say(str(error))
        if failed is not None and not failed.done():
            failed.set_exception(error if isinstance(error, EngineError) else EngineError(str(error)))
