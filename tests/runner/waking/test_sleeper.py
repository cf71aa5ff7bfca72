"""When a machine is started, and when it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from layer_runner.errors import EngineError
from layer_runner.guest.channel import Channel
from layer_runner.guest.streams import NotReached, Stream
from layer_runner.waking.sleeper import Sleeper
from tests.runner.expose.dialing import machine


class Machines:
    """Starts machines whose localhost is this one's; counts them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.started = 0
        self.running = 0
        self.channel: Channel | None = None
        self.problem: Exception | None = None
        self.may_start = asyncio.Event()
        self.may_start.set()

    @contextlib.asynccontextmanager
    async def start(self) -> AsyncIterator[Channel]:
        self.started += 1
        await self.may_start.wait()
        if self.problem is not None:
            raise self.problem
        folder = self._folder / str(self.started)
        folder.mkdir()
        async with machine(folder) as channel:
            self.running += 1
            self.channel = channel
            try:
                yield channel
            finally:
                self.running -= 1


class Scene:
    """A sleeper, what it says, its machines, and a server."""

    def __init__(self, folder: Path, wait: float, idle: float) -> None:
        self.machines = Machines(folder)
        self.said: list[str] = []
        self.news = asyncio.Event()
        self.sleeper = Sleeper(self.machines.start, wait, idle, self._say)
        self.port = 0

    def _say(self, text: str) -> None:
        self.said.append(text)
        self.news.set()

    async def next_words(self) -> str:
        """What it says next."""
        await self.news.wait()
        self.news.clear()
        return self.said[-1]


@contextlib.asynccontextmanager
async def scene(folder: Path, wait: float = 10, idle: float = 10) -> AsyncIterator[Scene]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1000):
                writer.write(data)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, asyncio.timeout(30), asyncio.TaskGroup() as group:
        found = Scene(folder, wait, idle)
        found.port = server.sockets[0].getsockname()[1]
        running = group.create_task(found.sleeper.run())
        yield found
        running.cancel()


async def said(stream: Stream, data: bytes) -> bytes:
    await stream.write(data)
    return await stream.read()


async def test_nothing_runs_until_somebody_connects(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        for _ in range(5):
            await asyncio.sleep(0)
        assert one.machines.started == 0
        stream = await one.sleeper.dial(one.port)
        assert await said(stream, b"hello") == b"hello"
        assert one.machines.running == 1


async def test_all_who_come_while_it_wakes_get_the_same_machine(tmp_path: Path) -> None:
    async with scene(tmp_path) as one, asyncio.TaskGroup() as group:
        one.machines.may_start.clear()
        tasks = [group.create_task(one.sleeper.dial(one.port)) for _ in range(8)]
        leaving = group.create_task(one.sleeper.dial(one.port))
        while not one.machines.started:
            await asyncio.sleep(0)
        # One who does not wait takes it from nobody.
        leaving.cancel()
        one.machines.may_start.set()
        streams = [await task for task in tasks]
        assert [await said(stream, b"x") for stream in streams] == [b"x"] * 8
        assert one.machines.started == 1


async def test_it_sleeps_when_nobody_is_connected_and_wakes_again(tmp_path: Path) -> None:
    async with scene(tmp_path, idle=0.05) as one:
        stream = await one.sleeper.dial(one.port)
        # A connection keeps it awake, even one that says nothing.
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(one.next_words(), 0.3)
        assert await said(stream, b"still") == b"still"
        stream.close()
        assert "nobody was connected for 0.05 s" in await one.next_words()
        while one.machines.running:
            await asyncio.sleep(0.01)
        assert one.machines.started == 1
        stream = await one.sleeper.dial(one.port)
        assert await said(stream, b"again") == b"again"
        assert one.machines.started == 2


async def test_who_comes_while_it_is_being_stopped_gets_the_next(tmp_path: Path) -> None:
    async with scene(tmp_path, idle=0.02) as one:
        for _ in range(6):
            stream = await one.sleeper.dial(one.port)
            assert await said(stream, b"x") == b"x"
            stream.close()
            await one.next_words()
        assert one.machines.started == 6


async def test_one_that_cannot_start_fails_all_who_wait_and_is_tried_again(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        one.machines.problem = EngineError("no QEMU")
        results = await asyncio.gather(*(one.sleeper.dial(one.port) for _ in range(3)), return_exceptions=True)
        assert [str(each) for each in results] == ["no QEMU"] * 3
        assert one.said == ["no QEMU"]
        assert one.machines.started == 1
        one.machines.problem = None
        assert await said(await one.sleeper.dial(one.port), b"x") == b"x"


async def test_one_that_dies_is_started_anew_for_the_next(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        stream = await one.sleeper.dial(one.port)
        assert one.machines.channel is not None
        await one.machines.channel.close()
        with pytest.raises(ConnectionError):
            await stream.read()
        assert "died" in await one.next_words()
        assert await said(await one.sleeper.dial(one.port), b"x") == b"x"
        assert one.machines.started == 2


async def test_a_port_that_is_not_there_yet_after_it_woke_is_waited_for(tmp_path: Path) -> None:
    probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = probe.sockets[0].getsockname()[1]
    probe.close()
    await probe.wait_closed()

    async def hello(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    async with scene(tmp_path) as one, asyncio.TaskGroup() as group:
        dialing = group.create_task(one.sleeper.dial(port))
        while one.machines.channel is None:
            await asyncio.sleep(0.01)
        server = await asyncio.start_server(hello, "127.0.0.1", port)
        async with server:
            stream = await dialing
            assert await stream.read() == b"hello"
            stream.close()
        # It has answered: from now on its silence is an answer, too.
        with pytest.raises(NotReached, match="nothing listens"):
            await one.sleeper.dial(port)


async def test_a_port_that_never_answers_is_told_in_words(tmp_path: Path) -> None:
    async with scene(tmp_path, wait=0.3) as one:
        probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = probe.sockets[0].getsockname()[1]
        probe.close()
        with pytest.raises(NotReached, match=r"within 0\.3 s after its machine woke: nothing listens"):
            await one.sleeper.dial(port)
