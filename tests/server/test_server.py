"""The server's own decisions, without a process."""

from __future__ import annotations

import asyncio
import threading

import pytest
from lsprotocol import types

from layer_server import server as module
from layer_server.verdicts import Verdict


@pytest.fixture
def server() -> module.LayerServer:
    """A server that has met an editor and has one document open."""
    made = module.make()
    made.protocol.client_capabilities = types.ClientCapabilities()
    made.documents.open("untitled:x", "layerfile", 1, "FROM vm/debian:12\nRUN true\n")
    return made


async def test_a_hover_that_takes_too_long_says_so(server: module.LayerServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 0.01)
    go_on = threading.Event()

    def of(*_: object) -> Verdict:
        go_on.wait(30)
        raise AssertionError("nobody waits for this")

    monkeypatch.setattr(server.verdicts, "of", of)
    found = await asyncio.wait_for(server.hover_at("untitled:x", 1), 10)
    go_on.set()
    assert found is not None
    assert "it takes long to find out" in found.text


async def test_a_mistake_of_ours_is_a_hover_and_a_line_in_the_log(
    server: module.LayerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(server, "log", logged.append)

    def of(*_: object) -> Verdict:
        raise ZeroDivisionError

    monkeypatch.setattr(server.verdicts, "of", of)
    found = await asyncio.wait_for(server.hover_at("untitled:x", 1), 10)
    assert found is not None
    assert "a mistake in layer itself" in found.text
    await asyncio.sleep(0)
    assert "ZeroDivisionError" in logged[0]


async def test_typing_comes_in_bursts_and_is_checked_once(
    server: module.LayerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    published: list[types.PublishDiagnosticsParams] = []
    said = asyncio.Event()

    def publish(params: types.PublishDiagnosticsParams) -> None:
        published.append(params)
        said.set()

    monkeypatch.setattr(server, "text_document_publish_diagnostics", publish)
    for number in range(2, 20):
        server.documents.change("untitled:x", number, [module.conversion.Change(None, "RUM x\n" * number)])
        server.check_soon()
    await asyncio.wait_for(said.wait(), 10)
    assert [(each.version, len(each.diagnostics)) for each in published] == [(19, 20)]
