"""Diagnostics: pushed to editors that do not ask for them, and answered to those that do."""

from __future__ import annotations

import asyncio
import time
from hashlib import sha256

from lsprotocol import types
from pygls.capabilities import get_capability

from layer_server import conversion
from layer_server.features.diagnostics import diagnostics
from layer_server.server import LayerServer
from layer_server.view import View
from layerfile.problems import Problem

#: Seconds that a push waits for more changes, at most: typing comes in bursts.
LONGEST = 0.05


class Publisher:
    """Says what is new of the open documents."""

    def __init__(self, server: LayerServer) -> None:
        self._server = server
        self._said: dict[str, tuple[Problem, ...]] = {}
        self._pending: asyncio.TimerHandle | None = None
        self._took = 0.0

    @property
    def is_asked(self) -> bool:
        """Whether the editor asks for diagnostics itself."""
        return bool(get_capability(self._server.client_capabilities, "text_document.diagnostic"))

    def soon(self) -> None:
        """Check when nothing has come for as long as checking takes."""
        if self.is_asked:
            return
        if self._pending is not None:
            self._pending.cancel()
        self._pending = asyncio.get_running_loop().call_later(min(self._took, LONGEST), self.now)

    def now(self) -> None:
        """Check all open documents, as one may start from another, and say what is new."""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None
        if self.is_asked:
            return
        began = time.perf_counter()
        for uri, document in self._server.documents.snapshot().items():
            view = self._server.view(uri)
            found = () if view is None else diagnostics(view)
            if found != self._said.get(uri, ()):
                self._said[uri] = found
                self._publish(uri, view, found, document.version)
        self._took = time.perf_counter() - began

    def forget(self, uri: str) -> None:
        """Take back what was said of a document that is closed now."""
        if self._said.pop(uri, ()):
            self._publish(uri, None, (), None)

    def _publish(self, uri: str, view: View | None, found: tuple[Problem, ...], version: int | None) -> None:
        shown = _shown(self._server, view, found)
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, version))


_PUBLISHERS: dict[int, Publisher] = {}


def publisher(server: LayerServer) -> Publisher:
    """The server's publisher."""
    return _PUBLISHERS.setdefault(id(server), Publisher(server))


def register(server: LayerServer) -> None:
    """Answer to editors that ask."""
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="layer")

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def asked(
        params: types.DocumentDiagnosticParams,
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        view = server.view(params.text_document.uri)
        found = () if view is None else diagnostics(view)
        name = _name(found)
        if name == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(name)
        return types.RelatedFullDocumentDiagnosticReport(_shown(server, view, found), result_id=name)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    def asked_for_all(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        known = {one.uri: one.value for one in params.previous_result_ids}
        reports: list[types.WorkspaceDocumentDiagnosticReport] = []
        for view in server.all_views():
            found = diagnostics(view)
            name, uri, version = _name(found), view.document.uri, view.document.version
            if known.get(uri) == name:
                reports.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, name, version))
            else:
                shown = _shown(server, view, found)
                reports.append(types.WorkspaceFullDocumentDiagnosticReport(uri, shown, version, result_id=name))
        return types.WorkspaceDiagnosticReport(reports)


def _shown(server: LayerServer, view: View | None, found: tuple[Problem, ...]) -> list[types.Diagnostic]:
    if view is None:
        return []
    return [conversion.to_diagnostic(one, view, server.documents.encoding) for one in found]


def _name(found: tuple[Problem, ...]) -> str:
    """The same for the same findings."""
    return sha256(repr(found).encode("utf-8", "replace")).hexdigest()[:16]
