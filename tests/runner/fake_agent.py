"""An agent that says what a test tells it to, over a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from layer_runner.guest.channel import Channel, Fetcher

#: Seconds after which a test that hangs fails.
SECONDS = 20


class FakeAgent:
    """The agent's end of a channel. `received` has all that the host said."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.received: list[dict[str, Any]] = []

    async def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def send(self, kind: str, **fields: object) -> None:
        """Send one message."""
        body = msgspec.msgpack.encode({"t": kind, **fields})
        await self.raw(struct.pack(">I", len(body)) + body)

    async def receive(self) -> dict[str, Any]:
        """The host's next message; checks its frame."""
        (size,) = struct.unpack(">I", await self._reader.readexactly(4))
        assert 1 <= size <= 1024 * 1024
        message: dict[str, Any] = msgspec.msgpack.decode(await self._reader.readexactly(size))
        self.received.append(message)
        return message

    async def expect(self, kind: str) -> dict[str, Any]:
        """The host's next message, which must be of that kind."""
        message = await self.receive()
        assert message["t"] == kind
        return message

    async def until_closed(self) -> None:
        """Wait until the host hangs up."""
        while await self._reader.read(65536):
            pass


Script = Callable[[FakeAgent], Awaitable[None]]


def no_files(path: str) -> tuple[bytes, str]:
    """Serves nothing."""
    raise FileNotFoundError(f"{path} is not there")


@contextlib.asynccontextmanager
async def talking(folder: Path, script: Script, fetch: Fetcher = no_files) -> AsyncIterator[Channel]:
    """A channel that is served, to an agent that carries out `script` and hangs up at its end."""
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await script(FakeAgent(reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            ended.set_result(None)
        except BaseException as error:
            ended.set_exception(error)
        else:
            ended.set_result(None)
        finally:
            writer.close()

    server = await asyncio.start_unix_server(accept, folder / "agent.sock")
    async with server, asyncio.timeout(SECONDS):
        channel = await Channel.open(folder / "agent.sock", fetch)
        try:
            async with asyncio.TaskGroup() as group:
                serving = group.create_task(channel.serve())
                try:
                    yield channel
                finally:
                    await channel.close()
                    serving.cancel()
        except BaseExceptionGroup as group_error:
            # pytest shows a plain one better.
            raise group_error.exceptions[0] from None
        # What the script found wrong is the test's.
        await ended
