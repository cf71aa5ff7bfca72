"""Answers requests from outside with what the websites in machines say; bodies are passed on as they come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from yarl import URL

from layer_runner.errors import EngineError
from layer_runner.expose import headers, hosts, routes
from layer_runner.expose.connector import LONGEST_HEADER
from layer_runner.expose.headers import Asked
from layer_runner.expose.routes import Route
from layer_runner.expose.websockets import relay

#: Headers that the server adds to an answer; where the website sent none, there shall be none.
_ADDED = ("Server", "Content-Type", "Date")


@dataclass(frozen=True, slots=True)
class Site:
    """What a proxy needs to know: the websites there are now, a client for each, and how it is called itself.

    `host` is the one that the websites are known to be at, `also` one that the caller knows them by; `open_to_all`: not
    on loopback only, so that any other may lead here. `failed` is told of what a person should see who looks at the
    run, and not at the website.
    """

    host: Callable[[], str]
    also: str
    open_to_all: bool
    as_localhost: bool
    routes: Callable[[], tuple[Route, ...]]
    client: Callable[[Route], aiohttp.ClientSession]
    failed: Callable[[str], None]


def application(site: Site) -> web.Application:
    """The web application that serves `site`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await _answer(site, request)

    async def hide(_request: web.Request, response: web.StreamResponse) -> None:
        for name in response.absent if isinstance(response, _Answer) else ():
            response.headers.popall(name, None)

    app = web.Application(client_max_size=0)
    app.router.add_route("*", "/{path:.*}", handle)
    app.on_response_prepare.append(hide)
    return app


def runner(site: Site) -> web.AppRunner:
    """Serves it: what comes is not decompressed, and a handler ends when its visitor has left."""
    return web.AppRunner(
        application(site),
        handler_cancellation=True,
        access_log=None,
        auto_decompress=False,
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
        shutdown_timeout=0.5,
    )


class _Answer(web.StreamResponse):
    """A website's answer; `absent` are headers that it lacks."""

    absent: tuple[str, ...] = ()


async def _answer(site: Site, request: web.Request) -> web.StreamResponse:
    host = request.headers.get("Host", "")
    if not site.open_to_all and not hosts.names_this_machine(host, site.host(), site.also):
        return _words(421, f"{host or 'no host'} is not served here: the address is http://{site.host()}")
    path = request.rel_url.raw_path
    route = routes.choose(site.routes(), path)
    if route is None:
        known = "".join(f"\n  http://{site.host()}{one.prefix}" for one in site.routes())
        return _words(404, f"no website is exposed at {path}" + (f"; there are:{known}" if known else ""))
    asked = Asked(host or site.host(), request.remote or "", route, site.as_localhost)
    address = URL.build(
        scheme="http",
        authority=asked.own_host,
        path=route.inner(path),
        query_string=request.rel_url.raw_query_string,
        encoded=True,
    )
    client = site.client(route)
    sent = headers.to_website(request.headers.items(), asked)
    try:
        if web.WebSocketResponse().can_prepare(request).ok:
            return await relay(request, client, address, headers.without_handshake(sent))
        return await _forward(request, client, address, sent, asked)
    except EngineError as error:
        site.failed(f"{route.prefix}: {error}")
        return _words(502, "the machine that this website is in could not be reached: see where layer runs")
    except aiohttp.WSServerHandshakeError as error:
        # Its own refusal, such as 403; of any other answer nothing can be made.
        status = error.status if error.status >= 400 else 502
        return _words(status, f"{route.website.origin} in the machine takes no WebSocket at {route.inner(path)}")
    except (aiohttp.ClientError, OSError) as error:
        return _words(502, f"{route.website.origin} in the machine did not answer: {error.__cause__ or error}")


async def _forward(
    request: web.Request, client: aiohttp.ClientSession, address: URL, sent: headers.Headers, asked: Asked
) -> web.StreamResponse:
    body = request.content if request.body_exists else None
    async with client.request(request.method, address, headers=sent, data=body, allow_redirects=False) as answer:
        received = headers.to_visitor(answer.headers.items(), asked)
        response = _Answer(status=answer.status, reason=answer.reason)
        for name, value in received:
            response.headers.add(name, value)
        given = {name.lower() for name, _ in received}
        response.absent = tuple(name for name in _ADDED if name.lower() not in given)
        await response.prepare(request)
        try:
            async for piece in answer.content.iter_any():
                await response.write(piece)
        except (aiohttp.ClientError, OSError):
            # What was cut must not look whole.
            if request.transport is not None:
                request.transport.abort()
            return response
        await response.write_eof()
        return response


def _words(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=f"layer: {text}\n")
