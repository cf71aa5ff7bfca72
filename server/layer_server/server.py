"""The server's state, and the handlers that it has. What is decided is decided in `features`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from layer_server import conversion
from layer_server.background import Stamp
from layer_server.documents import Document, Documents, path_of, text_on_disk, uri_of
from layer_server.forecasts import Forecasts
from layer_server.protocol import Protocol
from layer_server.publishing import Publisher
from layer_server.shell_remarks import ShellRemarks
from layer_server.shown import Said
from layer_server.trees import Trees, place_of
from layer_server.verdicts import Verdicts
from layer_server.view import View
from layer_server.watching import Watcher, head
from layerfile import tree_root
from layerfile.discovery import layerfiles
from layerfile.document import split
from layerfile.files import DiskFiles
from layerfile.problems import Problem

#: The modules of `handlers`, each with a function `register`.
HANDLERS = (
    "workspace",
    "documents",
    "diagnostics",
    "hover",
    "actions",
    "outline",
    "navigation",
    "tokens",
    "cache",
    "readers",
    "family",
    "everywhere",
    "typing",
)


#: Seconds without a change after which verdicts are worked out anew.
PAUSE = 0.15


class LayerServer(LanguageServer):
    """The open documents, their trees, and what is known of the cache."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("layer", version("layerfile"), protocol_cls=Protocol)
        self.documents = Documents()
        self.trees = Trees(notify=self.log)
        self.said = Said(self.to_diagnostics)
        self.publisher = Publisher(self)
        self.shell_remarks = ShellRemarks(self)
        self.verdicts = Verdicts(notify=self.log_from_thread)
        #: One thread: a hover that was cancelled before its turn is never computed.
        self.worker = ThreadPoolExecutor(1, "verdicts")
        self.loop: asyncio.AbstractEventLoop | None = None
        #: The editor, as it calls itself, in lower case.
        self.client_name = ""
        self.forecasts = Forecasts(self.documents, self.verdicts, self.worker, self._ready, self._reading_ready)
        #: Called on the editor's thread with the URI of a document that has a new forecast.
        self.on_forecast: list[Callable[[str], None]] = []
        #: The same with the root of a tree of whose readers something new is known.
        self.on_reading: list[Callable[[Path], None]] = []
        self.watcher = Watcher(self._outside_changed)
        self._outside: Stamp = ()
        #: The editor has asked for verdicts to show beside the text.
        self.shows_verdicts = False
        self._soon: asyncio.TimerHandle | None = None
        self._by_uri: list[dict[str, Any]] = []

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
        return self.trees.view(document, self.documents.snapshot().values(), self.shell_remarks.of(uri))

    def to_diagnostics(self, problems: Iterable[Problem], view: View | None) -> list[types.Diagnostic]:
        """Findings for the editor; none for a document that is no Layerfile any more."""
        tags = conversion.knows_tags(self.client_capabilities)
        if view is None:
            return []
        return [conversion.to_diagnostic(one, view, self.documents.encoding, tags) for one in problems]

    def open_views(self) -> Iterator[View]:
        """All Layerfiles that the editor shows."""
        views = (self.view(uri) for uri in self.documents.snapshot())
        yield from (view for view in views if view is not None)

    def all_views(self) -> Iterator[View]:
        """All Layerfiles in the folders that the editor has open: those that it shows, and those on disk."""
        yield from self.open_views()
        for folder in self.folders():
            yield from self.closed_views(folder)

    def closed_views(self, folder: Path) -> Iterator[View]:
        """The Layerfiles below a folder that the editor does not show."""
        documents = self.documents.snapshot()
        shown = {document.path for document in documents.values() if document.path is not None}
        for path in layerfiles(DiskFiles(folder)):
            text = None if folder / path in shown else text_on_disk(folder / path)
            if text is not None:
                document = Document(uri_of(folder / path), "layerfile", None, split(text), folder / path)
                yield self.trees.view(document, documents.values())

    def tree_views(self, root: Path) -> Iterator[View]:
        """All Layerfiles of a tree, shown or not."""
        documents = self.documents.snapshot()
        for document in documents.values():
            if document.is_layerfile and document.path is not None and document.path.is_relative_to(root):
                yield self.trees.view(document, documents.values())
        yield from self.closed_views(root)

    def folders(self) -> list[Path]:
        """The folders that the editor has open, none within another."""
        found = sorted({path for path in map(path_of, self.workspace.folders) if path is not None})
        return [one for one in found if not any(one != other and one.is_relative_to(other) for other in found)]

    def root_of(self, path: Path) -> Path | None:
        """The root of the tree that any file lies in: its repository, else the tree of an open Layerfile or a folder
        that the editor has open.
        """
        root = tree_root(path)
        if (root / ".git").exists():
            return root
        places = (place_of(document) for document in self.documents.snapshot().values() if document.is_layerfile)
        roots = {*self.folders(), *(place[0] for place in places if place is not None)}
        # The innermost is the longest.
        return max((one for one in roots if path.is_relative_to(one)), key=lambda one: len(one.parts), default=None)

    def changed(self) -> None:
        """A text or a file is another one now; where verdicts are shown, new ones are made."""
        self.forecasts.changed()
        if not self.shows_verdicts or self.loop is None:
            return
        if self._soon is not None:
            self._soon.cancel()
        self._soon = self.loop.call_later(PAUSE, self._forecast_all)

    def shows(self, document: Document) -> None:
        """Verdicts on a document are shown from now on: they follow what changes, also behind the editor's back."""
        self.loop, self.shows_verdicts = asyncio.get_running_loop(), True
        place = place_of(document)
        if place is not None:
            self.watcher.follow_git(place[0])

    def _forecast_all(self) -> None:
        for document in self.documents.snapshot().values():
            if document.is_layerfile:
                self.forecasts.of(document)
        self.forecasts.read_again()

    def _outside_changed(self) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._look_outside)

    def _look_outside(self) -> None:
        """A run has ended, or git has done something; unless it was ourselves, who read the records."""
        places = (place_of(document) for document in self.documents.snapshot().values() if document.is_layerfile)
        roots = sorted({place[0] for place in places if place is not None})
        stamp = (*self.verdicts.stamp(), *(head(root) for root in roots))
        if stamp != self._outside:
            self._outside = stamp
            self.changed()

    def _ready(self, uri: str) -> None:
        # On the worker's thread, which has found the records by now.
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._tell, uri)

    def _reading_ready(self, root: Path) -> None:
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._tell_of_reading, root)

    def _tell_of_reading(self, root: Path) -> None:
        for listener in self.on_reading:
            listener(root)

    def _tell(self, uri: str) -> None:
        for folder in self.verdicts.folders:
            self.watcher.follow(folder)
        for listener in self.on_forecast:
            listener(uri)

    def cached_lines(self, uri: str) -> frozenset[int]:
        """The lines of steps that are known to be hits."""
        forecast = self.forecasts.latest(uri)
        if forecast is None:
            return frozenset()
        return frozenset(line for line, one in forecast.verdicts.items() if one.explanation.verdict == "hit")

    def when_closed(self, *by_uri: dict[str, Any]) -> None:
        """Have these forget a document when it is closed."""
        self._by_uri += by_uri

    def forget(self, uri: str) -> None:
        """A document was closed."""
        self.forecasts.forget(uri)
        self.shell_remarks.forget(uri)
        self.said.forget(uri)
        for known in self._by_uri:
            known.pop(uri, None)


def make() -> LayerServer:
    """A server with its handlers, not started."""
    server = LayerServer()
    for name in HANDLERS:
        import_module(f"layer_server.handlers.{name}").register(server)
    return server
