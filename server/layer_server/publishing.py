"""Diagnostics for editors that do not ask for them."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.capabilities import get_capability

from layer_server.features.diagnostics import diagnostics
from layer_server.view import View
from layerfile.problems import Problem

if TYPE_CHECKING:
    from layer_server.server import LayerServer

#: Seconds that a push waits for more changes, at most: typing comes in bursts.
LONGEST = 0.05


class Publisher:
    """Says what is new of the open documents."""

    def __init__(self, server: LayerServer) -> None:
        self._server = server
        self._said: dict[str, tuple[int | None, tuple[Problem, ...]]] = {}
        self._pending: asyncio.TimerHandle | None = None
        self._took = 0.0

    @property
    def is_asked(self) -> bool:
        """Whether the editor asks for diagnostics itself."""
        return bool(get_capability(self._server.client_capabilities, "text_document.diagnostic"))

    def soon(self) -> None:
        """Check when nothing has come for a part of the time that checking takes.

        What comes in a burst is checked once, and a single edit hardly waits.
        """
        if self.is_asked:
            return
        if self._pending is not None:
            self._pending.cancel()
        self._pending = asyncio.get_running_loop().call_later(min(self._took / 4, LONGEST), self.now)

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
            # The same again for a new version: Helix drops what is said of a version that it is past.
            if (found or uri in self._said) and self._said.get(uri) != (document.version, found):
                self._said[uri] = document.version, found
                self._publish(uri, view, found, document.version)
        self._took = time.perf_counter() - began

    def renew(self) -> None:
        """Something is known that no change of a text tells of: say it, or have the editor ask again."""
        self.now()
        if self.is_asked and get_capability(self._server.client_capabilities, "workspace.diagnostics.refresh_support"):
            self._server.workspace_diagnostic_refresh(None)

    def forget(self, uri: str) -> None:
        """Take back what was said of a document that is closed now."""
        if self._said.pop(uri, None) is not None:
            self._publish(uri, None, (), None)

    def _publish(self, uri: str, view: View | None, found: tuple[Problem, ...], version: int | None) -> None:
        shown = [] if view is None else self._server.said.of(view, found).diagnostics
        capability = "text_document.publish_diagnostics.version_support"
        if not get_capability(self._server.client_capabilities, capability):
            version = None
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, version))
