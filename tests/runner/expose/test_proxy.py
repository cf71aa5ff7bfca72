"""Requests from outside to real servers, through a channel: what arrives, what comes back, and what does not."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import os
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
import yarl
from aiohttp import web

from layer_runner.expose.outside import CannotExpose, Outside, outside
from layer_runner.expose.routes import Route
from layer_runner.guest.channel import Channel
from layerfile.exposing import TcpPort, Website
from layerfile.website_host import WebsiteHost
from layerfile.website_settings import Settings

from .dialing import machine

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MEGABYTE = 1024**2


async def listen(handler: Handler, context: ssl.SSLContext | None = None) -> tuple[web.AppRunner, int]:
    """A web server on this machine, as if it were in the machine; its port."""
    app = web.Application(client_max_size=0)
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    return runner, int(runner.addresses[0][1])


@dataclass
class Shown:
    """What is shown of one machine, and who asks."""

    channel: Channel
    outside: Outside
    client: aiohttp.ClientSession
    said: list[str]
    runners: list[web.AppRunner] = field(default_factory=list)

    async def website(self, handler: Handler, path: str = "/", rewrite: str | None = None) -> str:
        """Expose a website at a path; its address."""
        runner, port = await listen(handler)
        self.runners.append(runner)
        return await self.outside.website(
            self.channel, Route(Website("http", port, path, rewrite), line=len(self.runners))
        )

    @property
    def port(self) -> int:
        return self.outside.host.port

    def url(self, path: str) -> str:
        """An address outside: by number, since not each resolver knows *.localhost."""
        return f"http://127.0.0.1:{self.port}{path}"


@contextlib.asynccontextmanager
async def showing(
    folder: Path, settings: Settings | None = None, host: WebsiteHost | None = None
) -> AsyncIterator[Shown]:
    said: list[str] = []
    async with (
        machine(folder) as channel,
        outside(host or WebsiteHost("shop.localhost", 0), settings or Settings(), said.append) as shown,
        aiohttp.ClientSession(auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()) as client,
    ):
        all_of_it = Shown(channel, shown, client, said)
        try:
            yield all_of_it
        finally:
            for runner in all_of_it.runners:
                await runner.cleanup()


async def describe(request: web.Request) -> web.Response:
    """Answers with what was asked."""
    body = await request.read()
    return web.json_response(
        {
            "method": request.method,
            "path": request.raw_path,
            "headers": [[name, value] for name, value in request.headers.items()],
            "body": body.decode(),
        }
    )


async def test_a_request_arrives_as_it_was_sent(tmp_path: Path) -> None:
    async with showing(tmp_path) as shown:
        address = await shown.website(describe)
        assert address == f"http://shop.localhost:{shown.port}/"
        url = shown.url("/a%2Fb//c%20d?x=1&y=%26&y=")
        headers = {"Host": f"shop.localhost:{shown.port}", "X-Mine": "ä", "Cookie": "a=1; b=2"}
        async with shown.client.request("PATCH", yarl.URL(url, encoded=True), headers=headers, data=b"body") as answer:
            asked = await answer.json()
        assert (asked["method"], asked["path"], asked["body"]) == ("PATCH", "/a%2Fb//c%20d?x=1&y=%26&y=", "body")
        sent = dict(asked["headers"])
        assert sent["Host"] == sent["X-Forwarded-Host"] == f"shop.localhost:{shown.port}"
        assert (sent["X-Forwarded-For"], sent["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
        assert (sent["X-Mine"], sent["Cookie"], sent["Content-Length"]) == ("ä", "a=1; b=2", "4")


async def test_an_answer_comes_as_it_was_given(tmp_path: Path) -> None:
    async def answers(request: web.Request) -> web.StreamResponse:
        response = web.Response(status=418, reason="Short", body=b"\x1f\x8bnot really gzip")
        response.headers["Content-Encoding"] = "gzip"
        response.headers.add("Set-Cookie", "a=1; Path=/")
        response.headers.add("Set-Cookie", "b=2")
        response.headers["Server"] = "mine"
        return response

    async with showing(tmp_path) as shown:
        await shown.website(answers)
        async with shown.client.get(shown.url("/")) as answer:
            assert (answer.status, answer.reason) == (418, "Short")
            assert await answer.read() == b"\x1f\x8bnot really gzip"
            assert answer.headers.getall("Set-Cookie") == ["a=1; Path=/", "b=2"]
            assert answer.headers["Server"] == "mine"
            assert answer.headers["Content-Encoding"] == "gzip"


async def test_nothing_is_added_to_an_answer(tmp_path: Path) -> None:
    async def bare(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(bare, "127.0.0.1", 0)
    async with server, showing(tmp_path) as shown:
        await shown.outside.website(shown.channel, Route(Website("http", server.sockets[0].getsockname()[1])))
        async with shown.client.get(shown.url("/")) as answer:
            assert await answer.read() == b"ok"
            assert dict(answer.headers) == {"Content-Length": "2"}


async def test_paths_lead_to_websites_and_a_rewrite_replaces_them(tmp_path: Path) -> None:
    def named(who: str) -> Handler:
        async def answers(request: web.Request) -> web.Response:
            return web.Response(text=f"{who} {request.raw_path}")

        return answers

    async with showing(tmp_path) as shown:
        await shown.website(named("root"))
        await shown.website(named("api"), "/api", "/v1")
        await shown.website(named("docs"), "/docs")
        for path, text in [
            ("/x", "root /x"),
            ("/api/users?a=b", "api /v1/users?a=b"),
            ("/api", "api /v1"),
            ("/docs/x", "docs /docs/x"),
            ("/docsx", "root /docsx"),
        ]:
            async with shown.client.get(shown.url(path)) as answer:
                assert await answer.text() == text


async def test_a_redirect_is_passed_on_and_stays_outside(tmp_path: Path) -> None:
    async def leave(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/login"})

    async with showing(tmp_path) as shown:
        await shown.website(leave, "/api", "/")
        async with shown.client.get(shown.url("/api/x"), allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (302, "/api/login")


async def test_head_and_empty_answers_have_no_body(tmp_path: Path) -> None:
    async def answers(request: web.Request) -> web.StreamResponse:
        if request.path == "/nothing":
            return web.Response(status=204)
        if request.path == "/same":
            return web.Response(status=304, headers={"ETag": '"x"'})
        return web.Response(body=b"x" * 1234)

    async with showing(tmp_path) as shown:
        await shown.website(answers)
        async with shown.client.head(shown.url("/")) as answer:
            assert (answer.status, answer.headers["Content-Length"], await answer.read()) == (200, "1234", b"")
        async with shown.client.get(shown.url("/nothing")) as answer:
            assert (answer.status, await answer.read()) == (204, b"")
        async with shown.client.get(shown.url("/same")) as answer:
            assert (answer.status, answer.headers["ETag"]) == (304, '"x"')


async def test_events_come_as_they_happen_and_end_when_the_visitor_leaves(tmp_path: Path) -> None:
    left = asyncio.Event()
    go_on = asyncio.Event()

    async def events(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await response.write(b"data: 1\n\n")
            await go_on.wait()
            await response.write(b"data: 2\n\n")
            await asyncio.Event().wait()
        finally:
            left.set()
        return response

    async with showing(tmp_path) as shown:
        await shown.website(events)
        async with shown.client.get(shown.url("/")) as answer:
            assert await answer.content.readuntil(b"\n\n") == b"data: 1\n\n"
            go_on.set()
            assert await answer.content.readuntil(b"\n\n") == b"data: 2\n\n"
            assert not left.is_set()
        await left.wait()


async def test_large_bodies_go_through_both_ways_without_being_held(tmp_path: Path) -> None:
    size = 40 * MEGABYTE
    block = os.urandom(MEGABYTE)

    async def copy(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(size)})
        await response.prepare(request)
        async for piece in request.content.iter_any():
            await response.write(piece)
        return response

    async def blocks() -> AsyncIterator[bytes]:
        for _ in range(size // MEGABYTE):
            yield block

    async with showing(tmp_path) as shown:
        await shown.website(copy)
        digest, count = hashlib.sha256(), 0
        async with shown.client.post(shown.url("/"), data=blocks()) as answer:
            async for piece in answer.content.iter_any():
                digest.update(piece)
                count += len(piece)
        assert count == size
        assert digest.hexdigest() == hashlib.sha256(block * (size // MEGABYTE)).hexdigest()


async def test_a_client_that_waits_to_be_told_to_go_on_is_told(tmp_path: Path) -> None:
    async with showing(tmp_path) as shown:
        await shown.website(describe)
        async with shown.client.post(shown.url("/"), data=b"body", expect100=True) as answer:
            assert (await answer.json())["body"] == "body"


async def test_an_upload_that_is_refused_early_is_answered(tmp_path: Path) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n")
        await writer.drain()
        # It reads no more, and stays until the visitor has had its answer.
        await answered.wait()
        writer.close()

    answered = asyncio.Event()
    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server, showing(tmp_path) as shown:
        await shown.outside.website(shown.channel, Route(Website("http", server.sockets[0].getsockname()[1])))
        try:
            async with shown.client.post(shown.url("/"), data=io.BytesIO(bytes(8 * MEGABYTE))) as answer:
                assert (answer.status, await answer.text()) == (413, "no\n")
        finally:
            answered.set()


async def test_an_answer_that_is_cut_does_not_look_whole(tmp_path: Path) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(cut, "127.0.0.1", 0)
    async with server, showing(tmp_path) as shown:
        await shown.outside.website(shown.channel, Route(Website("http", server.sockets[0].getsockname()[1])))
        async with shown.client.get(shown.url("/")) as answer:
            assert answer.status == 200
            with pytest.raises(aiohttp.ClientError):
                await answer.read()


async def talk(request: web.Request) -> web.StreamResponse:
    """Echoes, in the second of the protocols that it is offered; `bye` ends it with a code of its own."""
    socket = web.WebSocketResponse(protocols=["b"], autoping=False)
    await socket.prepare(request)
    async for message in socket:
        match message.type:
            case aiohttp.WSMsgType.TEXT if message.data == "bye":
                await socket.close(code=4001, message=b"as you wish")
            case aiohttp.WSMsgType.TEXT:
                await socket.send_str(message.data.upper())
            case aiohttp.WSMsgType.BINARY:
                await socket.send_bytes(message.data[::-1])
            case aiohttp.WSMsgType.PING:
                await socket.pong(message.data + b"!")
            case _:
                pass
    closed.append(socket.close_code or 0)
    return socket


closed: list[int] = []


async def test_a_websocket_talks_through_and_each_side_learns_how_it_ended(tmp_path: Path) -> None:
    closed.clear()
    async with showing(tmp_path) as shown:
        await shown.website(talk, "/ws", "/")
        url = shown.url("/ws/talk")
        async with shown.client.ws_connect(url, protocols=["a", "b"], autoping=False) as socket:
            assert socket.protocol == "b"
            await socket.send_str("hello")
            assert await socket.receive_str() == "HELLO"
            large = os.urandom(3 * MEGABYTE)
            await socket.send_bytes(large)
            assert await socket.receive_bytes() == large[::-1]
            await socket.ping(b"p")
            pong = await socket.receive()
            assert (pong.type, pong.data) == (aiohttp.WSMsgType.PONG, b"p!")
            await socket.send_str("bye")
            assert (await socket.receive()).type == aiohttp.WSMsgType.CLOSE
            assert socket.close_code == 4001
        async with shown.client.ws_connect(url, protocols=["b"]) as socket:
            await socket.close(code=4002)
        while len(closed) < 2:
            await asyncio.sleep(0.01)
        assert closed == [4001, 4002]


async def test_a_websocket_whose_visitor_is_gone_ends_inside(tmp_path: Path) -> None:
    closed.clear()
    async with showing(tmp_path) as shown:
        await shown.website(talk)
        async with shown.client.ws_connect(shown.url("/"), protocols=["b"]) as socket:
            await socket.send_str("x")
            await socket.receive_str()
            transport = socket.get_extra_info("socket")
            assert transport is not None
            socket._response.connection.transport.abort()  # type: ignore[union-attr]
        while not closed:
            await asyncio.sleep(0.01)


async def test_a_website_that_wants_no_websocket_says_so_itself(tmp_path: Path) -> None:
    async def no(request: web.Request) -> web.Response:
        return web.Response(status=403)

    async with showing(tmp_path) as shown:
        await shown.website(no)
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await shown.client.ws_connect(shown.url("/"))
        assert caught.value.status == 403


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """One that nobody has signed."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=whoever",
         "-keyout", str(folder / "key"), "-out", str(folder / "cert")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert", folder / "key")
    return context


async def test_a_website_with_a_certificate_of_its_own_is_shown(tmp_path: Path, certificate: ssl.SSLContext) -> None:
    async def answers(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.scheme} {request.headers['X-Forwarded-Proto']}")

    runner, port = await listen(answers, certificate)
    try:
        async with showing(tmp_path) as shown:
            await shown.outside.website(shown.channel, Route(Website("https", port)))
            async with shown.client.get(shown.url("/")) as answer:
                assert await answer.text() == "https http"
    finally:
        await runner.cleanup()


async def test_what_does_not_listen_is_told_in_words(tmp_path: Path) -> None:
    runner, port = await listen(describe)
    await runner.cleanup()
    async with showing(tmp_path) as shown:
        await shown.outside.website(shown.channel, Route(Website("http", port)))
        async with shown.client.get(shown.url("/")) as answer:
            assert answer.status == 502
            text = await answer.text()
        assert f"http://localhost:{port} in the machine did not answer: nothing listens on port {port}" in text


async def test_a_machine_that_dies_is_told_in_words(tmp_path: Path) -> None:
    async with showing(tmp_path) as shown:
        began = asyncio.Event()

        async def hang(request: web.Request) -> web.Response:
            began.set()
            await asyncio.Event().wait()
            return web.Response()

        await shown.website(hang)

        async def ask() -> tuple[int, str]:
            async with shown.client.get(shown.url("/")) as answer:
                return answer.status, await answer.text()

        async with asyncio.TaskGroup() as group:
            asking = group.create_task(ask())
            await began.wait()
            await shown.channel.close()
        status, text = asking.result()
        assert status == 502
        assert "machine" in text
        # And whoever asks then.
        assert (await ask())[0] == 502
        assert shown.said, "it is told where the run is looked at, too"


async def test_where_no_website_is_those_that_there_are_are_named(tmp_path: Path) -> None:
    async with showing(tmp_path) as shown:
        await shown.website(describe, "/api")
        async with shown.client.get(shown.url("/other")) as answer:
            assert answer.status == 404
            assert f"http://shop.localhost:{shown.port}/api" in await answer.text()


async def test_a_page_from_elsewhere_cannot_read_it_under_a_name_of_its_own(tmp_path: Path) -> None:
    async with showing(tmp_path) as shown:
        await shown.website(describe)
        async with shown.client.get(shown.url("/"), headers={"Host": "evil.example"}) as answer:
            assert answer.status == 421
    async with showing(tmp_path, Settings(bind="0.0.0.0")) as shown:
        await shown.website(describe)
        async with shown.client.get(shown.url("/"), headers={"Host": "shop.example.com"}) as answer:
            assert answer.status == 200


async def test_as_localhost_if_that_is_asked_for(tmp_path: Path) -> None:
    async with showing(tmp_path, Settings(host_header="localhost")) as shown:
        await shown.website(describe)
        async with shown.client.get(shown.url("/")) as answer:
            sent = dict((await answer.json())["headers"])
        assert sent["Host"].startswith("localhost:")
        assert sent["X-Forwarded-Host"] == f"127.0.0.1:{shown.port}"


async def test_what_a_machine_that_left_has_shown_is_shown_no_more(tmp_path: Path) -> None:
    async with showing(tmp_path) as shown:
        await shown.website(describe)
        await shown.outside.leave(None)
        async with shown.client.get(shown.url("/")) as answer:
            assert answer.status == 404


async def test_a_port_that_is_taken_means_another_unless_it_was_asked_for(tmp_path: Path) -> None:
    runner, port = await listen(describe)
    try:
        async with showing(tmp_path, host=WebsiteHost("shop.localhost", port)) as shown:
            await shown.website(describe)
            assert shown.port != port
            assert f"port {port} is taken" in shown.said[0]
        async with showing(tmp_path, Settings(port=port), WebsiteHost("shop.localhost", port)) as shown:
            with pytest.raises(CannotExpose, match=f"{port}: it is taken"):
                await shown.website(describe)
    finally:
        await runner.cleanup()


async def test_two_websites_at_one_path_are_told(tmp_path: Path) -> None:
    async with showing(tmp_path) as shown:
        for shard in (0, 1):
            await shown.outside.website(shown.channel, Route(Website("http", 80, "/r"), shard))
        assert "/r leads to http://localhost of shard 0; $SPLIT in the path" in shown.said[-1]


async def test_a_tcp_port_carries_bytes_both_ways(tmp_path: Path) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello\n")
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write(b"bye\n")
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    inside = server.sockets[0].getsockname()[1]
    sent = os.urandom(5 * MEGABYTE)
    async with server, showing(tmp_path) as shown:
        address = await shown.outside.port(shown.channel, None, TcpPort(inside))
        assert f"port {inside} outside: it is taken" in shown.said[0], "by the server itself, here"
        host, _, port = address.rpartition(":")
        assert host == "127.0.0.1"
        reader, writer = await asyncio.open_connection(host, int(port))
        assert await reader.readline() == b"hello\n"

        async def write() -> None:
            writer.write(sent)
            await writer.drain()
            writer.write_eof()

        async with asyncio.TaskGroup() as group:
            group.create_task(write())
            received = group.create_task(reader.read())
        assert received.result() == sent + b"bye\n"
        writer.close()
        with pytest.raises(CannotExpose, match=f"port {port} outside: it is taken"):
            await shown.outside.port(shown.channel, None, TcpPort(inside, int(port)))
        # What is connected when it ends is cut off.
        reader, writer = await asyncio.open_connection(host, int(port))
        await reader.readline()
        await shown.outside.leave(None)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()


async def test_a_tcp_port_that_nothing_listens_on_ends_connections(tmp_path: Path) -> None:
    runner, inside = await listen(describe)
    await runner.cleanup()
    other, free = await listen(describe)
    await other.cleanup()
    async with showing(tmp_path) as shown:
        await shown.outside.port(shown.channel, None, TcpPort(inside, free))
        reader, writer = await asyncio.open_connection("127.0.0.1", free)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        assert f"nothing listens on port {inside}" in shown.said[-1]
