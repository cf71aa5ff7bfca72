"""Waits until a port of a machine answers."""

from __future__ import annotations

import asyncio

from layer_runner.expose.bridging import Guest
from layer_runner.guest.streams import NotReached, StreamReset

#: Seconds between two attempts: nothing in a machine tells when a port begins to listen.
_PAUSE = 0.1

#: Seconds for which a connection must last to count. What forwards a port takes connections before there is anything
#: behind it, and ends them at once (docker-proxy does).
_LASTS = 0.25


async def answers(guest: Guest, port: int, seconds: float) -> str | None:
    """Wait at most so long until a port takes a connection; None if it did, else why it did not. Raises EngineError."""
    problem = "it was not tried"
    try:
        async with asyncio.timeout(seconds):
            while True:
                problem = await _problem(guest, port) or ""
                if not problem:
                    return None
                await asyncio.sleep(_PAUSE)
    except TimeoutError:
        return problem


async def _problem(guest: Guest, port: int) -> str | None:
    try:
        stream = await guest.dial(port)
    except NotReached as error:
        return str(error)
    try:
        async with asyncio.timeout(_LASTS):
            # Some greet first, and that is an answer.
            return None if await stream.read() else "it ends each connection at once"
    except TimeoutError:
        return None
    except StreamReset as error:
        return f"it ends each connection at once: {error}"
    finally:
        stream.close()
