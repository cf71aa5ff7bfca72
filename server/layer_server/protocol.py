"""pygls' protocol, less its own copy of the documents.

That copy splits lines where the protocol does not (form feeds, U+2028) and so comes to differ from the editor's text,
and it rebuilds the whole text for every single edit of a change. `documents` keeps ours.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method

_Steps = Generator[Any, Any, None]


class Protocol(LanguageServerProtocol):
    """Hands the changes of documents to the server's handlers, and does nothing else with them."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> _Steps:
        """A document was opened."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> _Steps:
        """A document was typed into."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> _Steps:
        """A document was closed."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    @property
    def was_shut_down(self) -> bool:
        """Whether the editor asked for shutdown: only then is its exit an orderly one."""
        return self._shutdown
