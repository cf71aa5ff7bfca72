"""The server in a real process: how it starts, what it agrees to, how it ends."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from layer_server import server

from .editor import editor

COMMAND = [sys.executable, "-m", "layer_cli", "server"]


def _message(**message: object) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


INITIALIZE = _message(id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})


@pytest.mark.parametrize(
    ("offered", "chosen"), [(None, "utf-16"), (["utf-16"], "utf-16"), (["utf-8", "utf-16"], "utf-8")]
)
async def test_columns_are_counted_as_the_editor_offers(tmp_path: Path, offered: list[str] | None, chosen: str) -> None:
    capabilities = types.ClientCapabilities()
    if offered is not None:
        kinds = [types.PositionEncodingKind(name) for name in offered]
        capabilities.general = types.GeneralClientCapabilities(position_encodings=kinds)
    async with editor(tmp_path, capabilities) as one:
        assert one.initialized is not None
        assert one.initialized.capabilities.position_encoding == chosen
        uri = one.open("untitled:one", "FROM vm/debian:12\nENV A=😀é B\n")
        found = await one.diagnostics(uri, bool)
        # The finding is about the text after the emoji, which is 4 code units longer in UTF-8.
        text = "ENV A=😀é B"
        end = found[0].range.end.character
        assert end == (len(text.encode()) if chosen == "utf-8" else len(text.encode("utf-16-le")) // 2)


@pytest.mark.parametrize("name", ["neovim@v0.7.0", "neovim@v0.11.0", "emacs", "visual-studio-code"])
async def test_answers_hold_only_what_the_editor_understands(tmp_path: Path, name: str) -> None:
    async with editor(tmp_path, name) as one:
        uri = one.open("untitled:one", "RUM x\n")
        await one.diagnostics(uri, bool)
        assert await one.hover(uri, 1) is not None


async def test_stdio_may_be_asked_for(tmp_path: Path) -> None:
    async with editor(tmp_path, options=["--stdio"]) as one:
        assert one.initialized is not None


async def test_editors_that_tell_of_files_are_asked_to(tmp_path: Path) -> None:
    capabilities = pytest_lsp.client_capabilities("visual-studio-code")
    async with editor(tmp_path, capabilities) as one:
        layerfile = tmp_path / "app" / "Layerfile"
        layerfile.parent.mkdir()
        # Within one repository.
        (tmp_path / ".git").mkdir()
        layerfile.write_text("FROM ../base\nRUN true\n")
        uri = one.open(layerfile)
        found = await one.diagnostics(uri, bool)
        assert [each.code for each in found] == ["from-missing-layerfile"]
        (tmp_path / "base").mkdir()
        (tmp_path / "base" / "Layerfile").write_text("FROM vm/debian:12\n")
        event = types.FileEvent((tmp_path / "base" / "Layerfile").as_uri(), types.FileChangeType.Created)
        one.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        await one.diagnostics(uri, lambda found: not found)


def _answers(output: bytes) -> list[dict[str, Any]]:
    """The messages in what a server wrote; fails where anything else is in it."""
    found = []
    while output:
        header, _, output = output.partition(b"\r\n\r\n")
        length = int(header.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        found.append(json.loads(output[:length]))
        output = output[length:]
    return found


def test_standard_output_holds_nothing_but_the_protocol_and_exit_is_orderly() -> None:
    text = INITIALIZE + _message(method="initialized", params={})
    text += _message(id=2, method="shutdown") + _message(method="exit")
    done = subprocess.run(COMMAND, input=text, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert [answer["id"] for answer in _answers(done.stdout)] == [1, 2]


def test_malformed_messages_end_nothing() -> None:
    text = INITIALIZE + _message(method="textDocument/didOpen", params={"nonsense": 1})
    text += _message(id=2, method="textDocument/hover", params=[]) + b"Content-Length: 3\r\n\r\n{]}"
    text += _message(id=3, method="shutdown") + _message(method="exit")
    done = subprocess.run(COMMAND, input=text, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert {1, 3} <= {answer.get("id") for answer in _answers(done.stdout)}


@pytest.mark.parametrize("text", [b"", INITIALIZE, INITIALIZE[:-10], b"Content-Length: 3\r\n\r\n{]}"])
def test_the_process_ends_when_the_editor_goes_away(text: bytes) -> None:
    done = subprocess.run(COMMAND, input=text, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1


def test_exit_without_shutdown_is_an_error() -> None:
    text = INITIALIZE + _message(method="exit")
    assert subprocess.run(COMMAND, input=text, capture_output=True, timeout=60, check=False).returncode == 1


async def test_messages_about_what_is_not_open_end_nothing(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        one.versions["file:///never-opened"] = 1
        one.type("file:///never-opened", "x")
        one.close("file:///never-opened")
        assert await one.hover("file:///never-opened", 1) is None
        one.client.protocol.notify("layer/unknown", {})
        uri = one.open("untitled:one", "RUM x\n")
        assert await one.diagnostics(uri, bool)


def test_neither_libvirt_nor_other_packages_of_ours_are_imported() -> None:
    names = "['libvirt', 'layer_runner', 'layer_cli']"
    code = (
        "import sys; import layer_server.server as server; server.make().verdicts.warm_up();"
        f"print([name for name in {names} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


async def test_findings_are_said_of_each_version(tmp_path: Path) -> None:
    publishing = types.PublishDiagnosticsClientCapabilities(version_support=True)
    capabilities = types.ClientCapabilities(types.WorkspaceClientCapabilities())
    capabilities.text_document = types.TextDocumentClientCapabilities(publish_diagnostics=publishing)
    async with editor(tmp_path, capabilities) as one:
        uri = one.open("untitled:one", "RUM x\n")
        await one.diagnostics(uri, bool)
        one.type(uri, "RUM xy\n")
        said = one.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        assert (await asyncio.wait_for(said, 30)).version == 2


async def test_a_cancelled_hover_does_not_hold_up_the_next(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        uri = one.open("untitled:one", "FROM vm/debian:12\nRUN true\n")
        where = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(1, 0))
        send = one.client.protocol.send_request_async
        sent = [asyncio.ensure_future(send(types.TEXT_DOCUMENT_HOVER, where, msg_id=f"hover {n}")) for n in range(3)]
        await asyncio.sleep(0)
        for number in range(2):
            one.client.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(f"hover {number}"))
        answers = await asyncio.wait_for(asyncio.gather(*sent, return_exceptions=True), 30)
        # Whether a cancelled one was answered before it was cancelled is a race that either may win.
        assert all(isinstance(answer, (JsonRpcException, types.Hover)) for answer in answers[:2])
        assert isinstance(answers[2], types.Hover)


def test_no_handlers_are_left_out() -> None:
    folder = Path(server.__file__).parent / "handlers"
    assert sorted(server.HANDLERS) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("pulls", [False, True])
async def test_what_shellcheck_says_comes_later_and_at_its_place(tmp_path: Path, pulls: bool) -> None:
    capabilities = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities())
    asked: asyncio.Queue[None] = asyncio.Queue()
    if pulls:
        capabilities.text_document = types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities()
        )
        capabilities.workspace = types.WorkspaceClientCapabilities(
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        )
    async with editor(tmp_path / "state", capabilities) as one:
        if pulls:
            one.hear(types.WORKSPACE_DIAGNOSTIC_REFRESH, asked.put_nowait)
        (tmp_path / "Layerfile").write_text("FROM vm/debian:12\nRUN true\n")
        uri = one.open(tmp_path / "Layerfile")
        one.type(uri, "FROM vm/debian:12\nRUN echo é && if true; then echo\n")
        if pulls:
            await asyncio.wait_for(asked.get(), 30)
        found = await one.diagnostics(uri, bool)
        assert {each.code for each in found} == {"shellcheck"}
        assert "SC1046" in found[0].message
        assert found[0].range.start == types.Position(1, len("RUN echo é && "))
        one.type(uri, "FROM vm/debian:12\nRUN true\n")
        await one.diagnostics(uri, lambda found: not found)
