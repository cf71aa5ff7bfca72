"""The server's state, and the handlers that it has. What is decided is decided in `features`."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.metadata import version
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from layer_server.documents import Document, Documents
from layer_server.protocol import Protocol
from layer_server.trees import Trees
from layer_server.verdicts import UnknownVerdict, Verdict, Verdicts
from layer_server.view import View

#: The modules of `handlers`, each with a function `register`.
HANDLERS = ("workspace", "documents", "diagnostics", "hover")


class LayerServer(LanguageServer):
    """The open documents, their trees, and what is known of the cache."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("layer", version("layerfile"), protocol_cls=Protocol)
        self.documents = Documents()
        self.trees = Trees()
        self.verdicts = Verdicts(notify=self.log_from_thread)
        #: One thread: a hover that was cancelled before its turn is never computed.
        self.worker = ThreadPoolExecutor(1, "verdicts")
        self.loop: asyncio.AbstractEventLoop | None = None

    def report_server_error(self, error: Exception, source: Any) -> None:
        """To the editor's log: no window pops up because of a message that made no sense."""
        self.log(f"{type(error).__name__}: {error}", types.MessageType.Error)

    def log(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """A line in the editor's log of this server."""
        self.window_log_message(types.LogMessageParams(kind, message))

    def log_from_thread(self, message: str) -> None:
        """The same from another thread: only the loop's own may write to the editor."""
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self.log, message)

    def view(self, uri: str) -> View | None:
        """An open Layerfile in its tree; None for what is no Layerfile, or not open."""
        document = self.documents.get(uri)
        if document is None or not document.is_layerfile:
            return None
        return self.trees.view(document, self.documents.snapshot().values())

    def verdict(self, document: Document, documents: Iterable[Document], line: int) -> Verdict:
        """The cache's verdict on the step at a line (from 1). For the worker thread. Raises UnknownVerdict."""
        try:
            return self.verdicts.of(document, documents, line)
        except UnknownVerdict:
            raise
        except Exception as error:
            self.log_from_thread(traceback.format_exc())
            raise UnknownVerdict(f"a mistake in layer itself, please report it: {error!r}") from error


def make() -> LayerServer:
    """A server with its handlers, not started."""
    server = LayerServer()
    for name in HANDLERS:
        import_module(f"layer_server.handlers.{name}").register(server)
    return server
