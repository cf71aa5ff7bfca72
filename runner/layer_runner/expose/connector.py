"""aiohttp's client over connections into a machine."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import aiohttp

from layer_runner.expose.bridging import Bridges, Guest
from layerfile.exposing import Website

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.client_reqrep import ClientRequest
    from aiohttp.tracing import Trace

#: Connections to one website at once, WebSockets among them; more wait.
_MOST = 256
#: Seconds that a connection which nobody uses stays open: longer than from one request of a page to the next, and no
#: reason for a machine to stay awake.
_KEPT = 4.0
#: Bytes of one header, and of the first line: more than browsers and servers allow themselves.
LONGEST_HEADER = 64 * 1024


class GuestConnector(aiohttp.BaseConnector):
    """Connects to one port of a machine, with TLS where the website has it.

    Deriving from BaseConnector is the documented way to connect by other means.
    """

    def __init__(self, bridges: Bridges, guest: Guest, website: Website) -> None:
        super().__init__(limit=_MOST, keepalive_timeout=_KEPT)
        self._bridges = bridges
        self._guest = guest
        self._port = website.port
        self._context = _believing() if website.scheme == "https" else None

    async def _create_connection(
        self, req: ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout
    ) -> ResponseHandler:
        near = await self._bridges.socket_to(self._guest, self._port)
        try:
            _, protocol = await asyncio.get_running_loop().create_connection(
                self._factory,
                sock=near,
                ssl=self._context,
                server_hostname=None if self._context is None else "localhost",
            )
        except BaseException:
            near.close()
            raise
        return protocol


def _believing() -> ssl.SSLContext:
    """The way to the machine is ours, and its certificates are mostly its own: there is nobody to be told from."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def session(bridges: Bridges, guest: Guest, website: Website) -> aiohttp.ClientSession:
    """A client of one website that changes nothing by itself: no cookies, no redirects, no decompression."""
    return aiohttp.ClientSession(
        connector=GuestConnector(bridges, guest, website),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
    )
