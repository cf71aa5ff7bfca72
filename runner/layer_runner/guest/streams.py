"""Connections to ports of a machine's localhost: bytes both ways through its agent, each way within a window.

The machine is a stranger: what it sends beyond the room that it was given ends the stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from layer_runner.guest import wire

#: Bytes that may be under way in each direction; the agent's number is the same.
WINDOW = 512 * 1024

#: Bytes in one frame.
_PIECE = 64 * 1024

#: Characters of what a machine says of a failure.
_LONGEST_REASON = 500

#: Room is made again in portions of so many bytes: a frame for each piece would be one too many.
_PORTION = WINDOW // 4


class NotReached(ConnectionError):
    """Nothing in the machine took the connection; the words say why."""


class StreamReset(ConnectionError):
    """A connection into the machine broke."""


class Stream:
    """One connection. `post` sends a small message at once or when the machine listens again, `send` waits for that."""

    def __init__(
        self,
        number: int,
        post: Callable[[wire.ToGuest], None],
        send: Callable[[wire.ToGuest], Awaitable[None]],
        over: Callable[[int], None],
    ) -> None:
        self.number = number
        self.dialed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._post = post
        self._send = send
        self._over = over
        self._received = bytearray()
        self._owed = 0
        self._credit = WINDOW
        self._ended = False
        self._end_sent = False
        self._failure: str | None = None
        self._news = asyncio.Event()

    async def read(self) -> bytes:
        """What has come since, at least one byte; none where the other side has ended. Raises StreamReset."""
        while not self._received:
            if self._failure is not None:
                raise StreamReset(self._failure)
            if self._ended:
                return b""
            await self._wait()
        data = bytes(self._received)
        self._received.clear()
        self._owed += len(data)
        if self._owed >= _PORTION and not self._ended and self._failure is None:
            self._post(wire.Room(s=self.number, bytes=self._owed))
            self._owed = 0
        return data

    async def write(self, data: bytes) -> None:
        """Send all of it, as the other side takes it. Raises StreamReset."""
        view = memoryview(data)
        while view:
            while self._credit <= 0 and self._failure is None:
                await self._wait()
            if self._failure is not None:
                raise StreamReset(self._failure)
            piece = view[: min(self._credit, _PIECE)]
            # Before it is sent: another task may write meanwhile.
            self._credit -= len(piece)
            await self._send(wire.Data(s=self.number, data=bytes(piece)))
            view = view[len(piece) :]

    def end(self) -> None:
        """Nothing more is sent; what the other side still says can be read."""
        if not self._end_sent and self._failure is None:
            self._end_sent = True
            self._post(wire.End(s=self.number))
            self._leave()

    def close(self) -> None:
        """Let go of it, whatever is under way."""
        if self._failure is None and not (self._ended and self._end_sent):
            self._post(wire.Reset(s=self.number))
        self.fail("it was closed")

    def take(self, message: wire.Dialed | wire.Data | wire.End | wire.Room | wire.Reset) -> None:
        """What the machine says of the stream. Never waits."""
        match message:
            case wire.Dialed() if not self.dialed.done():
                self.dialed.set_result(None)
            case wire.Data(data=data):
                self._receive(data)
            case wire.End():
                self._ended = True
                self._leave()
            case wire.Room(bytes=count):
                # Beyond a window it would be no bound.
                self._credit = min(WINDOW, self._credit + max(0, count))
            case wire.Reset(error=error):
                self.fail(error or "the machine closed the connection")
            case _:
                pass
        self._news.set()

    def fail(self, reason: str) -> None:
        """It is gone; what was received can still be read."""
        if self._failure is None:
            self._failure = reason[:_LONGEST_REASON]
        if not self.dialed.done():
            self.dialed.set_exception(NotReached(self._failure))
            # Nobody need have waited.
            self.dialed.exception()
        self._over(self.number)
        self._news.set()

    @property
    def is_open(self) -> bool:
        """Whether anything can still come or go."""
        return self._failure is None and not (self._ended and self._end_sent)

    def _receive(self, data: bytes) -> None:
        if self._ended or len(self._received) + self._owed + len(data) > WINDOW:
            self._post(wire.Reset(s=self.number))
            self.fail("the machine sent more than there was room for")
            return
        self._received += data

    def _leave(self) -> None:
        if self._ended and self._end_sent:
            self._over(self.number)

    async def _wait(self) -> None:
        self._news.clear()
        await self._news.wait()
