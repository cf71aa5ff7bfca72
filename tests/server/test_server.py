"""The server's own decisions, without a process."""

from __future__ import annotations

import asyncio
import threading

import pytest
from lsprotocol import types

from layer_server import server as module
from layer_server.documents import Change
from layer_server.handlers import cache
from layer_server.verdicts import Forecast


@pytest.fixture
def server() -> module.LayerServer:
    """A server that has met an editor and has one document open."""
    made = module.make()
    made.protocol.client_capabilities = types.ClientCapabilities()
    made.documents.open("untitled:x", "layerfile", 1, "FROM vm/debian:12\nRUN true\n")
    return made


async def test_a_forecast_that_takes_too_long_is_not_waited_for(
    server: module.LayerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def forecast(*_: object) -> Forecast:
        go_on.wait(30)
        return Forecast()

    monkeypatch.setattr(server.verdicts, "forecast", forecast)
    document = server.documents.get("untitled:x")
    assert document is not None
    assert await asyncio.wait_for(server.forecasts.fresh(document, 0.01), 10) is None
    go_on.set()
    assert await asyncio.wait_for(server.forecasts.fresh(document, 10), 20) == Forecast()


async def test_an_editor_that_cannot_be_told_to_ask_again_is_answered_with_a_forecast(
    server: module.LayerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def forecast(*_: object) -> Forecast:
        began.set()
        go_on.wait(30)
        return Forecast(unknown="of late")

    monkeypatch.setattr(server.verdicts, "forecast", forecast)
    monkeypatch.setattr(cache, "PATIENCE", 0)
    lenses = server.protocol.fm.features[types.TEXT_DOCUMENT_CODE_LENS]
    asked = asyncio.ensure_future(lenses(types.CodeLensParams(types.TextDocumentIdentifier("untitled:x"))))
    assert await asyncio.to_thread(began.wait, 30)
    go_on.set()
    assert "of late" in (await asyncio.wait_for(asked, 20))[0].command.title


async def test_of_several_forecasts_that_wait_the_last_is_made(
    server: module.LayerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    made: list[int | None] = []

    def forecast(document: object, _documents: object) -> Forecast:
        go_on.wait(30)
        made.append(document.version)  # type: ignore[attr-defined]
        return Forecast()

    monkeypatch.setattr(server.verdicts, "forecast", forecast)
    for version in range(2, 10):
        server.documents.change("untitled:x", version, [Change(None, f"RUN {version}")])
        document = server.documents.get("untitled:x")
        assert document is not None
        server.forecasts.of(document)
    go_on.set()
    await asyncio.wait_for(server.forecasts.fresh(document, 10), 20)
    assert made[-1] == 9
    assert len(made) <= 3


async def test_a_mistake_of_ours_is_an_unknown_verdict_and_told(
    server: module.LayerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(server.verdicts, "_notify", logged.append)

    def load(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(server.verdicts, "_forecast", load)
    document = server.documents.get("untitled:x")
    assert document is not None
    found = await asyncio.wait_for(server.forecasts.fresh(document, 10), 20)
    assert found is not None
    assert "a mistake in layer itself" in found.unknown
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
        server.documents.change("untitled:x", number, [Change(None, "RUM x\n" * number)])
        server.publisher.soon()
    await asyncio.wait_for(said.wait(), 10)
    assert [len(each.diagnostics) for each in published] == [20]
