"""What is about all Layerfiles of a folder: their symbols, and what they must say when files get other names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from layer_server import conversion
from layer_server.documents import path_of
from layer_server.features.moving import Move
from layer_server.features.workspace_symbols import matching
from layer_server.handlers.outline import KINDS
from layer_server.progress import one_by_one
from layer_server.server import LayerServer
from layer_server.workspace_edits import edits_of_move, workspace_edit

#: Symbols in one answer: nobody reads more, and whoever types on gets others.
MOST = 1000


def register(server: LayerServer) -> None:
    """Answer what is asked of all files."""

    @server.feature(types.WORKSPACE_SYMBOL)
    async def found(params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
        encoding = server.documents.encoding
        result: list[types.SymbolInformation] = []
        async for view in one_by_one(server, server.all_views(), params.work_done_token, "Looking for symbols"):
            for symbol, container in matching(view, params.query):
                where = types.Location(view.document.uri, conversion.span_range(view, symbol.name_span, encoding))
                result.append(types.SymbolInformation(where, symbol.name, KINDS[symbol.kind], container_name=container))
            if len(result) >= MOST:
                break
        return result[:MOST]

    files = types.FileOperationFilter(types.FileOperationPattern("**/*"), scheme="file")

    @server.feature(types.WORKSPACE_WILL_RENAME_FILES, types.FileOperationRegistrationOptions([files]))
    async def will_rename(params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
        moves = [
            (old, new)
            for old, new in ((path_of(one.old_uri), path_of(one.new_uri)) for one in params.files)
            if old is not None and new is not None
        ]
        edits = [edit for old, new in moves for edit in _edits(server, old, new)]
        return workspace_edit(server, edits) if edits else None


def _edits(server: LayerServer, old: Path, new: Path) -> Iterator[tuple[str, types.TextEdit]]:
    root = server.root_of(old)
    if root is not None and new.is_relative_to(root):
        yield from edits_of_move(server, root, Move(old.relative_to(root).as_posix(), new.relative_to(root).as_posix()))
