"""Texts that are opened, typed into, saved and closed."""

from __future__ import annotations

from lsprotocol import types

from layer_server import conversion
from layer_server.server import LayerServer


def register(server: LayerServer) -> None:
    """Tell the server of documents."""
    publish = server.publisher

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        one = params.text_document
        server.documents.open(one.uri, conversion.name_of(one.language_id), one.version, one.text)
        server.changed()
        server.shell_remarks.changed()
        publish.now()

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        one = params.text_document
        server.documents.change(one.uri, one.version, conversion.changes_of(params))
        server.changed()
        server.shell_remarks.changed()
        publish.soon()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.documents.saved(params.text_document.uri)
        server.changed()
        publish.soon()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.documents.close(params.text_document.uri)
        server.forget(params.text_document.uri)
        publish.forget(params.text_document.uri)
        server.changed()
        publish.soon()
