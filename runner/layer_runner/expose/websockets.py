"""WebSockets: a conversation with the visitor and one with the website, and what either says is told to the other."""

from __future__ import annotations

import asyncio

import aiohttp
from aiohttp import WSCloseCode, WSMsgType, web
from yarl import URL

from layer_runner.expose.headers import Headers

#: Bytes of one message: all of it is held, on its way from a machine that may send without end.
_LONGEST_MESSAGE = 16 * 1024**2

#: Closing codes that are never sent, only observed (RFC 6455, 7.4.1).
_NEVER_SENT = frozenset({1005, 1006, 1015})

_Side = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


async def relay(
    request: web.Request, client: aiohttp.ClientSession, address: URL, headers: Headers
) -> web.WebSocketResponse:
    """Carry a conversation to its end. Raises aiohttp.ClientError where the website does not want one."""
    offered = [word.strip() for word in request.headers.get("Sec-WebSocket-Protocol", "").split(",") if word.strip()]
    async with client.ws_connect(
        address,
        headers=headers,
        protocols=offered,
        autoclose=False,
        autoping=False,
        max_msg_size=_LONGEST_MESSAGE,
    ) as website:
        # Which protocol is spoken is the website's choice: it has been asked first.
        chosen = [website.protocol] if website.protocol else []
        visitor = web.WebSocketResponse(
            protocols=chosen, autoclose=False, autoping=False, max_msg_size=_LONGEST_MESSAGE
        )
        await visitor.prepare(request)
        async with asyncio.TaskGroup() as group:
            group.create_task(_pass_on(visitor, website))
            group.create_task(_pass_on(website, visitor))
        return visitor


async def _pass_on(source: _Side, target: _Side) -> None:
    """Until one of them closes, or is gone."""
    try:
        while True:
            message = await source.receive()
            match message.type:
                case WSMsgType.TEXT:
                    await target.send_str(message.data)
                case WSMsgType.BINARY:
                    await target.send_bytes(message.data)
                case WSMsgType.PING:
                    await target.ping(message.data)
                case WSMsgType.PONG:
                    await target.pong(message.data)
                case WSMsgType.CLOSE:
                    code = WSCloseCode.OK if message.data in _NEVER_SENT or not message.data else message.data
                    await target.close(code=code, message=str(message.extra or "").encode())
                    await source.close(code=code)
                    return
                case WSMsgType.ERROR:
                    # It said something too long, or nonsense; the library has answered that side.
                    await target.close(code=source.close_code or WSCloseCode.INTERNAL_ERROR)
                    return
                case WSMsgType.CLOSING:
                    # The task of the other direction is closing it.
                    return
                case _:
                    await target.close(code=WSCloseCode.GOING_AWAY)
                    return
    except (OSError, aiohttp.ClientError):
        # The one that it was meant for is gone.
        await source.close(code=WSCloseCode.GOING_AWAY)
