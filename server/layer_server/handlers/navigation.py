"""Definitions, references, highlights, links and renaming."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from layer_server import conversion
from layer_server.documents import uri_of
from layer_server.features import navigation
from layer_server.features.moving import Move, moved_by_rename
from layer_server.server import LayerServer
from layer_server.view import View
from layer_server.workspace_edits import edits_of_move, renames_files, workspace_edit


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
        place = conversion.place(view, params.position, encoding)
        try:
            move = moved_by_rename(view, place, params.new_name)
            if move is not None:
                return _move(server, view, move)
            places = navigation.rename(view, place, params.new_name)
        except navigation.CannotRename as error:
            raise CannotRename(str(error)) from error
        found = [conversion.to_location(view, place, encoding) for place in places]
        return workspace_edit(server, ((one.uri, types.TextEdit(one.range, params.new_name)) for one in found))


def _move(server: LayerServer, view: View, move: Move) -> types.WorkspaceEdit:
    """A file or folder of the tree gets another name, and all Layerfiles say so."""
    if not renames_files(server):
        raise navigation.CannotRename("this editor leaves files to you: rename the file, then the path")
    assert view.root is not None
    old, new = uri_of(view.root / move.old), uri_of(view.root / move.new)
    edits = edits_of_move(server, view.root, move)
    return workspace_edit(server, edits, types.RenameFile(old_uri=old, new_uri=new))
