"""Waiting for a port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from layer_runner.expose.waiting import answers

from .dialing import machine

Accept = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(accept: Accept) -> AsyncIterator[int]:
    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_a_port_that_takes_connections_answers(tmp_path: Path) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with machine(tmp_path) as channel, listening(silent) as port:
        assert await answers(channel, port, 10) is None
        assert channel.streams == 0


async def test_one_that_greets_and_ends_answers_too(tmp_path: Path) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        writer.close()

    async with machine(tmp_path) as channel, listening(greet) as port:
        assert await answers(channel, port, 10) is None


async def test_one_that_ends_each_connection_at_once_does_not(tmp_path: Path) -> None:
    """As what forwards a port does before there is anything behind it."""
    count = 0

    async def end(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        if count < 3:
            writer.close()
        else:
            await asyncio.sleep(1)
            writer.close()

    async with machine(tmp_path) as channel, listening(end) as port:
        assert await answers(channel, port, 0.05) == "it ends each connection at once"
        assert await answers(channel, port, 10) is None
        assert count == 3


async def test_what_comes_in_time_is_waited_for(tmp_path: Path) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with listening(silent) as port:
        pass
    async with machine(tmp_path) as channel, asyncio.TaskGroup() as group:
        waiting = group.create_task(answers(channel, port, 10))
        await asyncio.sleep(0.25)
        assert not waiting.done()
        server = await asyncio.start_server(silent, "127.0.0.1", port)
        async with server:
            assert await waiting is None


async def test_what_never_comes_is_told(tmp_path: Path) -> None:
    async def never(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with listening(never) as port:
        pass
    async with machine(tmp_path) as channel:
        assert await answers(channel, port, 0.3) == f"nothing listens on port {port}"
