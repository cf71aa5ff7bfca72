"""EXPOSE TCP: a port outside whose connections lead to one in a machine."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from layer_runner.errors import EngineError
from layer_runner.expose.bridging import Guest, carry


class OpenPort:
    """Listens until it is closed, and then ends what it carries."""

    def __init__(self, guest: Guest, port: int, failed: Callable[[str], None]) -> None:
        self._guest = guest
        self._port = port
        self._failed = failed
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, addresses: tuple[str, ...], outside: int) -> int:
        """Listen at the addresses, at port `outside` or, if that is 0, any; which it is. Raises OSError."""
        for index, address in enumerate(addresses):
            try:
                server = await asyncio.start_server(self._accept, address, outside)
            except OSError:
                # A machine without IPv6 has no ::1.
                if index == 0:
                    raise
                continue
            self._servers.append(server)
            outside = server.sockets[0].getsockname()[1]
        return outside

    async def close(self) -> None:
        """Listen no more; whoever is connected is cut off."""
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            stream = await self._guest.dial(self._port)
            await carry(stream, reader, writer)
        except (OSError, EngineError) as error:
            self._failed(f"port {self._port}: {error}")
        except asyncio.CancelledError:
            # asyncio's own callback logs a task that was cancelled as an error.
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()
