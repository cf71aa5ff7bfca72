"""Connections into a machine as sockets, so that libraries can speak over them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Protocol

from layer_runner.errors import EngineError
from layer_runner.guest.streams import Stream

_PIECE = 64 * 1024


class Guest(Protocol):
    """What leads to the ports of one machine: its channel, or what wakes it first."""

    async def dial(self, port: int) -> Stream:
        """Connect to a port of the machine's localhost. Raises NotReached, EngineError."""


class Bridges:
    """Carries bytes between sockets and machines, in tasks of `group`, until they are ended."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._tasks: set[asyncio.Task[None]] = set()

    def end(self) -> None:
        """Cut all off."""
        for task in self._tasks:
            task.cancel()

    async def socket_to(self, guest: Guest, port: int) -> socket.socket:
        """A socket that leads to a port of a machine. Raises NotReached, EngineError."""
        stream = await guest.dial(port)
        try:
            near, far = socket.socketpair()
            near.setblocking(False)
            reader, writer = await asyncio.open_connection(sock=far)
        except BaseException:
            stream.close()
            raise
        task = self._group.create_task(carry(stream, reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return near


async def carry(stream: Stream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Move bytes both ways until both sides have ended, or one has broken. Raises nothing but being cancelled."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_inwards(stream, reader))
            group.create_task(_outwards(stream, writer))
    except* (OSError, EngineError):
        # A reset on one side is one on the other: a cut answer must not look like a whole one.
        writer.transport.abort()
    finally:
        stream.close()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _inwards(stream: Stream, reader: asyncio.StreamReader) -> None:
    while data := await reader.read(_PIECE):
        await stream.write(data)
    stream.end()


async def _outwards(stream: Stream, writer: asyncio.StreamWriter) -> None:
    while data := await stream.read():
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
