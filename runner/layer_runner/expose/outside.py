"""What a run shows outside: one web server for all of its websites, and a listener for each TCP port."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import aiohttp
from aiohttp import web

from layer_runner.errors import first
from layer_runner.expose import hosts, proxy, routes
from layer_runner.expose.bridging import Bridges, Guest
from layer_runner.expose.connector import session
from layer_runner.expose.ports import OpenPort
from layer_runner.expose.routes import Route
from layer_runs.folder import Shard
from layerfile.exposing import TcpPort
from layerfile.website_host import WebsiteHost, is_loopback, outside_name
from layerfile.website_settings import Settings

#: What websites are reached through: of one machine, at one of its ports.
_Client = tuple[Shard, str, int]


class CannotExpose(Exception):
    """Nothing can be served there; the words say why and what to do."""


class Outside:
    """Use `outside()`. `say` tells whoever looks at the run what is not as it was asked for."""

    def __init__(
        self, host: WebsiteHost, also: str, settings: Settings, bridges: Bridges, say: Callable[[str], None]
    ) -> None:
        self.host = host
        self._also = also
        self._settings = settings
        self._bridges = bridges
        self._say = say
        self._routes: tuple[Route, ...] = ()
        self._guests: dict[Shard, Guest] = {}
        self._clients: dict[_Client, aiohttp.ClientSession] = {}
        #: Whose they are, and the numbers of the steps that expose them.
        self._ports: list[tuple[Shard, int, OpenPort]] = []
        self._runner: web.AppRunner | None = None
        self._starting = asyncio.Lock()

    async def website(self, guest: Guest, route: Route) -> str:
        """Serve a website of a machine; its address. Raises CannotExpose."""
        await self._listen()
        self._guests[route.shard] = guest
        if route not in self._routes:
            self._routes = (*self._routes, route)
        above = routes.shadowing(self._routes, route)
        if above is not None and not route.inherited:
            of = "" if above.shard is None else f" of shard {above.shard}"
            self._say(
                f"{route.prefix} leads to {above.website.origin}{of}; $SPLIT in the path gives each shard its own"
            )
        return f"http://{self.host}{route.prefix}"

    async def port(
        self, guest: Guest, shard: Shard, exposed: TcpPort, step: int = 0, inherited: bool = False
    ) -> str | None:
        """Serve a TCP port of a machine, which the step of that number exposes; its address. Raises CannotExpose.

        None where it is `inherited` from before there were shards, and another one's leads there already.
        """
        if inherited and any(number == step for _, number, _ in self._ports):
            return None
        opened = OpenPort(guest, exposed.port, self._say)
        addresses = hosts.listening(self._settings.bind)
        try:
            number = await opened.listen(addresses, exposed.outside or exposed.port)
        except OSError as error:
            if exposed.outside is not None or not _is_taken(error):
                raise CannotExpose(f"port {exposed.outside or exposed.port} outside: {_why(error)}") from None
            self._say(f"port {exposed.port} outside: {_why(error)}: another one is taken for it")
            number = await opened.listen(addresses, 0)
        self._ports.append((shard, step, opened))
        return f"{outside_name(self._settings.bind, addresses[0])}:{number}"

    async def leave(self, shard: Shard) -> None:
        """A machine is no longer there: nothing of it is served."""
        self._routes = tuple(route for route in self._routes if route.shard != shard)
        self._guests.pop(shard, None)
        for key in [key for key in self._clients if key[0] == shard]:
            await self._clients.pop(key).close()
        gone = [opened for owner, _, opened in self._ports if owner == shard]
        self._ports = [each for each in self._ports if each[0] != shard]
        for opened in gone:
            await opened.close()

    async def close(self) -> None:
        """Serve nothing more, at once."""
        runner, self._runner = self._runner, None
        for _, _, opened in self._ports:
            await opened.close()
        for client in self._clients.values():
            await client.close()
        if runner is not None:
            await runner.cleanup()

    async def _listen(self) -> None:
        async with self._starting:
            if self._runner is not None:
                return
            runner = proxy.runner(self._site())
            await runner.setup()
            self._runner = runner
            addresses = hosts.listening(self._settings.bind)
            port = await self._first(runner, addresses[0])
            self.host = replace(self.host, name=outside_name(self._settings.bind, self.host.name), port=port)
            for address in addresses[1:]:
                with contextlib.suppress(OSError):
                    # A machine without IPv6 has no ::1.
                    await web.TCPSite(runner, address, port).start()

    async def _first(self, runner: web.AppRunner, address: str) -> int:
        """Listen at the port that is meant or, if nobody asked for that one, at any; which it is."""
        try:
            await web.TCPSite(runner, address, self.host.port).start()
        except OSError as error:
            if self._settings.port is not None or not _is_taken(error):
                raise CannotExpose(f"websites cannot be served at {address}:{self.host.port}: {_why(error)}") from None
            await web.TCPSite(runner, address, 0).start()
            taken = self.host.port
            port = int(runner.addresses[0][1])
            self._say(
                f"port {taken} is taken, perhaps by another run of this Layerfile: the websites are at {port} "
                "this time, and links made from $EXPOSE_WEBSITE_HOST lead to the other one"
            )
            return port
        return int(runner.addresses[0][1])

    def _site(self) -> proxy.Site:
        return proxy.Site(
            host=lambda: str(self.host),
            also=self._also,
            open_to_all=not is_loopback(self._settings.bind or hosts.LOOPBACK[0]),
            as_localhost=self._settings.host_header == "localhost",
            routes=lambda: self._routes,
            client=self._client,
            failed=self._say,
        )

    def _client(self, route: Route) -> aiohttp.ClientSession:
        key = (route.shard, route.website.scheme, route.website.port)
        if key not in self._clients:
            self._clients[key] = session(self._bridges, self._guests[route.shard], route.website)
        return self._clients[key]


@contextlib.asynccontextmanager
async def outside(
    host: WebsiteHost, settings: Settings, say: Callable[[str], None], also: str = ""
) -> AsyncIterator[Outside]:
    """What is shown for the length of the block; nothing listens before something is exposed.

    `also` is another host that requests may name: the caller's, where a proxy of its own stands before this one.
    """
    try:
        async with asyncio.TaskGroup() as group:
            bridges = Bridges(group)
            shown = Outside(host, also, settings, bridges, say)
            try:
                yield shown
            finally:
                await shown.close()
                bridges.end()
    except ExceptionGroup as error:
        raise first(error) from None


def _is_taken(error: OSError) -> bool:
    return error.errno in (errno.EADDRINUSE, errno.EACCES)


def _why(error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return "it is taken on this machine"
        case errno.EACCES:
            return "it is not this user's to listen at"
        case errno.EADDRNOTAVAIL:
            return "this machine has no such address"
        case _:
            return error.strerror or str(error)
