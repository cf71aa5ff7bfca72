"""Definitions, references, highlights, links and renaming."""

from __future__ import annotations

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcException

from layer_server import conversion
from layer_server.documents import uri_of
from layer_server.features import navigation
from layer_server.server import LayerServer


class CannotRename(JsonRpcException):
    """What an editor shows instead of renaming: the request failed, and the message says why."""

    CODE = -32803
    MESSAGE = "cannot rename"


def register(server: LayerServer) -> None:
    """Lead from names and paths to what they mean."""

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> list[types.Location] | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        encoding = server.documents.encoding
        found = navigation.definition(view, conversion.place(view, params.position, encoding))
        return [conversion.to_location(view, one, encoding) for one in found]

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location] | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        encoding = server.documents.encoding
        place = conversion.place(view, params.position, encoding)
        found = navigation.references(view, place, params.context.include_declaration)
        return [conversion.to_location(view, one, encoding) for one in found]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlights(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        encoding = server.documents.encoding
        kinds = {True: types.DocumentHighlightKind.Write, False: types.DocumentHighlightKind.Read}
        return [
            types.DocumentHighlight(conversion.span_range(view, span, encoding), kinds[is_definition])
            for span, is_definition in navigation.highlights(view, conversion.place(view, params.position, encoding))
        ]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def links(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        view = server.view(params.text_document.uri)
        if view is None or view.root is None:
            return None
        encoding = server.documents.encoding
        return [
            types.DocumentLink(conversion.span_range(view, span, encoding), target=uri_of(view.root / path))
            for span, path in navigation.links(view)
        ]

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        encoding = server.documents.encoding
        try:
            found = navigation.renaming(view, conversion.place(view, params.position, encoding))
        except navigation.CannotRename as error:
            raise CannotRename(str(error)) from error
        return types.PrepareRenamePlaceholder(conversion.span_range(view, found.span, encoding), found.name)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        encoding = server.documents.encoding
        try:
            places = navigation.rename(view, conversion.place(view, params.position, encoding), params.new_name)
        except navigation.CannotRename as error:
            raise CannotRename(str(error)) from error
        return _edit(server, [conversion.to_location(view, place, encoding) for place in places], params.new_name)


def _edit(server: LayerServer, places: list[types.Location], new: str) -> types.WorkspaceEdit:
    by_uri: dict[str, list[types.TextEdit]] = {}
    for place in places:
        by_uri.setdefault(place.uri, []).append(types.TextEdit(place.range, new))
    if not get_capability(server.client_capabilities, "workspace.workspace_edit.document_changes"):
        return types.WorkspaceEdit(changes=by_uri)
    changes = []
    for uri, edits in by_uri.items():
        document = server.documents.get(uri)
        version = None if document is None else document.version
        changes.append(types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, version), edits))
    return types.WorkspaceEdit(document_changes=changes)
