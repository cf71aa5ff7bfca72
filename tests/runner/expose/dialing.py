"""A machine whose localhost is this one's: an agent that dials, in Python, behind a real channel."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from layer_runner.guest import wire
from layer_runner.guest.channel import Channel
from layer_runner.guest.streams import WINDOW
from tests.runner.fake_agent import FakeAgent, talking


class DialingAgent:
    """Carries streams as the real one does. It says what it should: rooms are kept to, and asserted of the host."""

    def __init__(self, agent: FakeAgent, group: asyncio.TaskGroup) -> None:
        self._agent = agent
        self._group = group
        self._inwards: dict[int, asyncio.Queue[bytes | None]] = {}
        self._credit: dict[int, int] = {}
        self._more: dict[int, asyncio.Event] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        """Take messages until the host hangs up."""
        while True:
            message = await self._agent.receive()
            number = message.get("s", 0)
            match message["t"]:
                case "dial":
                    self._inwards[number] = asyncio.Queue()
                    self._credit[number] = WINDOW
                    self._more[number] = asyncio.Event()
                    self._tasks[number] = self._group.create_task(self._dial(number, message["port"]))
                case "data":
                    waiting = self._inwards[number]
                    assert waiting.qsize() * len(message["data"]) <= 64 * WINDOW
                    waiting.put_nowait(message["data"])
                case "end":
                    self._inwards[number].put_nowait(None)
                case "room":
                    self._credit[number] += message["bytes"]
                    assert self._credit[number] <= WINDOW
                    self._more[number].set()
                case "reset":
                    self._tasks[number].cancel()

    async def _dial(self, number: int, port: int) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await self._agent.send("failed", re="dial", s=number, error=f"nothing listens on port {port}")
            return
        try:
            await self._agent.send("dialed", s=number, address=f"127.0.0.1:{port}")
            async with asyncio.TaskGroup() as group:
                group.create_task(self._in(number, writer))
                group.create_task(self._out(number, reader))
        except* OSError as error:
            await self._agent.send("reset", s=number, error=str(error.exceptions[0]))
        finally:
            writer.transport.abort()

    async def _in(self, number: int, writer: asyncio.StreamWriter) -> None:
        while (data := await self._inwards[number].get()) is not None:
            writer.write(data)
            await writer.drain()
            await self._agent.send("room", s=number, bytes=len(data))
        with contextlib.suppress(OSError):
            writer.write_eof()

    async def _out(self, number: int, reader: asyncio.StreamReader) -> None:
        while True:
            while self._credit[number] <= 0:
                self._more[number].clear()
                await self._more[number].wait()
            data = await reader.read(min(self._credit[number], 64 * 1024))
            if not data:
                await self._agent.send("end", s=number)
                return
            self._credit[number] -= len(data)
            await self._agent.send("data", s=number, data=data)


@contextlib.asynccontextmanager
async def machine(folder: Path) -> AsyncIterator[Channel]:
    """The channel of such a machine."""

    async def script(agent: FakeAgent) -> None:
        hello = await agent.expect("hello")
        await agent.send("ready", v=wire.VERSION, nonce=hello["nonce"], features=["dial"])
        await agent.expect("resume")
        await agent.send("resumed")
        try:
            async with asyncio.TaskGroup() as group:
                # The host's hanging up ends it, and with it all tasks of the group.
                await DialingAgent(agent, group).serve()
        except* (asyncio.IncompleteReadError, ConnectionError):
            pass

    async with talking(folder, script) as channel:
        await channel.hello(10)
        await channel.resume()
        yield channel
