"""One Layerfile's run in a process of its own: its event log as it is written, and ways to end it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Callable, Sequence
from typing import Any

Event = dict[str, Any]

#: Seconds that a run has to end its machines when it is asked to; then its process is killed.
GRACE = 4.0

#: Seconds for reading what a process wrote before it ended.
_LAST_WORDS = 5.0

_CHUNK = 256 * 1024
#: Bytes that are kept of what a run writes to its standard error: the end.
_ERRORS = 64 * 1024


class MemberProcess:
    """A `layer run --json` that somebody else starts and watches."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._asked = False
        self.killed = False
        self.errors = ""

    async def run(self, see: Callable[[Event], None]) -> int:
        """Run it, handing each event on; its exit status, negative where a signal ended it. Raises OSError."""
        if self._asked:
            return 130
        # A session of its own: ^C on the terminal reaches it through us, once.
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        if self._asked:
            self._signal(signal.SIGINT)
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        try:
            async with asyncio.TaskGroup() as group:
                readers = (
                    group.create_task(self._read_events(self._process.stdout, see)),
                    group.create_task(self._read_errors(self._process.stderr)),
                )
                status = await self._process.wait()
                # What a killed run has left running may hold the pipes open.
                await asyncio.wait(readers, timeout=_LAST_WORDS)
                for reader in readers:
                    reader.cancel()
            return status
        finally:
            if self._process.returncode is None:
                self.kill()
                await self._process.wait()

    async def end(self, grace: float = GRACE) -> None:
        """Ask it to end, as ^C would; kill it if it has not ended after `grace` seconds."""
        if not self._asked:
            self._asked = True
            self._signal(signal.SIGINT)
        if self._process is None:
            return
        try:
            async with asyncio.timeout(grace):
                await self._process.wait()
        except TimeoutError:
            self.kill()

    def kill(self) -> None:
        """End it at once; its machines are left to `remove_abandoned`."""
        self.killed = True
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    async def _read_events(self, stream: asyncio.StreamReader, see: Callable[[Event], None]) -> None:
        rest: list[bytes] = []
        while data := await stream.read(_CHUNK):
            *lines, last = data.split(b"\n")
            if lines:
                rest.append(lines[0])
                for line in (b"".join(rest), *lines[1:]):
                    _hand_on(line, see)
                rest = []
            rest.append(last)

    async def _read_errors(self, stream: asyncio.StreamReader) -> None:
        kept = b""
        while data := await stream.read(_CHUNK):
            kept = (kept + data)[-_ERRORS:]
        self.errors = kept.decode(errors="replace")


def _hand_on(line: bytes, see: Callable[[Event], None]) -> None:
    # What is no event is not for us to judge: the log on disk has all of it.
    with contextlib.suppress(ValueError, RecursionError):
        event = json.loads(line)
        if isinstance(event, dict) and isinstance(event.get("event"), str):
            see(event)
