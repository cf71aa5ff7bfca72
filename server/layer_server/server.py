"""Which message leads where. Everything that decides something is in `documents` and `features`."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from layer_server import conversion
from layer_server.documents import Document, Documents
from layer_server.features.diagnostics import Diagnostic, diagnostics
from layer_server.features.hover import Hover, VerdictOf, hover
from layer_server.protocol import Protocol
from layer_server.verdicts import UnknownVerdict, Verdict, Verdicts

#: Seconds that must pass without a change before a text is checked: typing comes in bursts.
PAUSE = 0.05
#: Seconds that a hover may take. What was found out until then is kept, so that the next one is faster.
LIMIT = 5.0


class LayerServer(LanguageServer):
    """The server's state: the open documents, and what was last said about each."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("layer", version("layerfile"), protocol_cls=Protocol)
        self.documents = Documents()
        self.verdicts = Verdicts(notify=self.log_from_thread)
        #: One thread: a hover that was cancelled before its turn is never computed.
        self.worker = ThreadPoolExecutor(1, "verdicts")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._said: dict[str, tuple[Diagnostic, ...]] = {}
        self._pending: asyncio.TimerHandle | None = None

    def report_server_error(self, error: Exception, source: Any) -> None:
        """To the editor's log: no window pops up because of a message that made no sense."""
        self.log(f"{type(error).__name__}: {error}", types.MessageType.Error)

    def log(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """A line in the editor's log of this server."""
        self.window_log_message(types.LogMessageParams(kind, message))

    def log_from_thread(self, message: str) -> None:
        """The same from another thread: only the loop's own may write to the editor."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.log, message)

    async def hover_at(self, uri: str, line: int) -> Hover | None:
        """The hover for a line (from 0), for the texts and the tree as they are when its turn comes."""
        self._loop = asyncio.get_running_loop()
        work = self._loop.run_in_executor(self.worker, self._hover, uri, line, self._verdict)
        try:
            return await asyncio.wait_for(work, LIMIT)
        except TimeoutError:
            return self._hover(uri, line, _too_late)

    def _hover(self, uri: str, line: int, verdict_of: VerdictOf) -> Hover | None:
        documents = self.documents.snapshot()
        document = documents.get(uri)
        if document is None:
            return None
        markdown = conversion.reads_markdown(self.client_capabilities)
        return hover(document, documents.values(), line, self.documents.encoding, markdown, verdict_of)

    def _verdict(self, document: Document, documents: Iterable[Document], line: int) -> Verdict:
        try:
            return self.verdicts.of(document, documents, line)
        except UnknownVerdict:
            raise
        except Exception as error:
            self.log_from_thread(traceback.format_exc())
            raise UnknownVerdict(f"a mistake in layer itself, please report it: {error!r}") from error

    def check_soon(self) -> None:
        """Check when nothing has come for a while."""
        if self._pending is not None:
            self._pending.cancel()
        self._pending = asyncio.get_running_loop().call_later(PAUSE, self.check_now)

    def check_now(self) -> None:
        """Check all open documents, as one may start from another, and say what is new."""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None
        documents = self.documents.snapshot()
        for uri, document in documents.items():
            found = diagnostics(document, documents.values(), self.documents.encoding)
            if found != self._said.get(uri, ()):
                self._said[uri] = found
                self._publish(uri, found, document.version)

    def forget(self, uri: str) -> None:
        """Take back what was said of a document that is closed now."""
        if self._said.pop(uri, ()):
            self._publish(uri, (), None)

    def _publish(self, uri: str, found: tuple[Diagnostic, ...], number: int | None) -> None:
        shown = [conversion.to_diagnostic(each) for each in found]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, number))


def _too_late(_document: Document, _documents: Iterable[Document], _line: int) -> Verdict:
    raise UnknownVerdict(
        "it takes long to find out: the tree is large, or another process is holding the records. Hover again."
    )


def make() -> LayerServer:
    """A server with its handlers, not started."""
    server = LayerServer()
    _handle_documents(server)
    _handle_hover(server)
    _handle_workspace(server)
    return server


def _handle_documents(server: LayerServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        one = params.text_document
        server.documents.open(one.uri, conversion.name_of(one.language_id), one.version, one.text)
        server.check_now()

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        one = params.text_document
        server.documents.change(one.uri, one.version, conversion.changes_of(params))
        server.check_soon()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.documents.saved(params.text_document.uri)
        server.check_soon()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.documents.close(params.text_document.uri)
        server.forget(params.text_document.uri)
        server.check_soon()


def _handle_hover(server: LayerServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        found = await server.hover_at(params.text_document.uri, params.position.line)
        if found is None:
            return None
        return conversion.to_hover(found, conversion.reads_markdown(server.client_capabilities))


def _handle_workspace(server: LayerServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(_params: types.InitializeParams) -> None:
        server.documents.encoding = conversion.encoding_of(server.workspace.position_encoding)

    @server.feature(types.INITIALIZED)
    def initialized(_params: types.InitializedParams) -> None:
        wanted = conversion.watching(server.client_capabilities)
        if wanted is not None:
            server.client_register_capability(wanted)
        server.worker.submit(server.verdicts.warm_up)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(_params: types.DidChangeWatchedFilesParams) -> None:
        server.check_soon()
