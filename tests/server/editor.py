"""An editor for tests: pytest-lsp's client, which fails where an answer holds what was not asked for."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest_lsp
from lsprotocol import types
from pygls.capabilities import get_capability
from pytest_lsp.client import make_test_lsp_client

#: Seconds that anything may take on a busy machine.
PATIENCE = 30


class Editor:
    """One editor and its server."""

    def __init__(self, client: pytest_lsp.LanguageClient) -> None:
        self.client = client
        self.versions: dict[str, int] = {}
        self.initialized: types.InitializeResult | None = None

    def open(self, path: Path | str, text: str | None = None, language: str = "layerfile") -> str:
        """Open a file (or a URI) with the text it has on disk, or another; its URI."""
        uri = path if isinstance(path, str) else path.as_uri()
        shown = Path(path).read_text() if text is None else text
        self.versions[uri] = 1
        item = types.TextDocumentItem(uri, language, 1, shown)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def type(self, uri: str, text: str, where: types.Range | None = None) -> None:
        """Replace a range, or all, without saving."""
        self.versions[uri] += 1
        change: Any = types.TextDocumentContentChangeWholeDocument(text)
        if where is not None:
            change = types.TextDocumentContentChangePartial(range=where, text=text)
        document = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def hear(self, method: str, heard: Callable[[Any], None]) -> None:
        """Have messages of the server told, instead of what pytest-lsp does with them."""
        self.client.protocol.fm._features.pop(method, None)
        self.client.feature(method)(lambda params: heard(params))

    def close(self, uri: str) -> None:
        """Close a document."""
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def diagnostics(
        self, uri: str, wanted: Callable[[Sequence[types.Diagnostic]], bool]
    ) -> Sequence[types.Diagnostic]:
        """Wait until what is said of a document is as wanted; ask for it, if that is what this editor does."""
        if get_capability(self.client.capabilities, "text_document.diagnostic"):
            document = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
            report = await asyncio.wait_for(self.client.text_document_diagnostic_async(document), PATIENCE)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            assert wanted(report.items), report.items
            return report.items
        async with asyncio.timeout(PATIENCE):
            while not (uri in self.client.diagnostics and wanted(self.client.diagnostics[uri])):
                await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return self.client.diagnostics[uri]

    async def hover(self, uri: str, line: int) -> types.Hover | None:
        """What a hover over a line (from 1) shows."""
        where = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line - 1, 1))
        return await asyncio.wait_for(self.client.text_document_hover_async(where), PATIENCE)

    async def hover_text(self, uri: str, line: int) -> str:
        """The same as text, once the verdict is worked out."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self.hover(uri, line)
                assert found is not None
                assert isinstance(found.contents, types.MarkupContent)
                if "computing: hover again" not in found.contents.value:
                    return found.contents.value


@asynccontextmanager
async def editor(
    state: Path,
    capabilities: types.ClientCapabilities | str = "visual-studio-code",
    options: Sequence[str] = (),
    watches: bool = False,
    **environment: str,
) -> AsyncIterator[Editor]:
    """An editor with a real server, whose state folder is `state`."""
    wanted = capabilities
    if isinstance(wanted, str):
        wanted = pytest_lsp.client_capabilities(wanted)
        if wanted.workspace is not None and not watches:
            # This editor's tests change files behind its back.
            wanted.workspace.did_change_watched_files = None
    client = make_test_lsp_client()
    variables = {**os.environ, "LAYER_STATE_DIR": str(state), **environment}
    await client.start_io(sys.executable, "-m", "layer_cli", "server", *options, env=variables)
    edited = Editor(client)
    try:
        params = types.InitializeParams(capabilities=wanted, root_uri=None)
        edited.initialized = await asyncio.wait_for(client.initialize_session(params), PATIENCE)
        yield edited
        await asyncio.wait_for(client.shutdown_session(), PATIENCE)
    except BaseException:
        if client._server is not None and client._server.returncode is None:
            client._server.kill()
        raise
    finally:
        await asyncio.wait_for(client.stop(), PATIENCE)
