"""What is agreed on at the start, and what changes around the open documents."""

from __future__ import annotations

from lsprotocol import types

from layer_server import conversion
from layer_server.handlers.diagnostics import publisher
from layer_server.server import LayerServer
from layerfile.settings import FILE as SETTINGS


def register(server: LayerServer) -> None:
    """Agree with the editor, and listen to what it says of files."""

    @server.feature(types.INITIALIZE)
    def initialize(_params: types.InitializeParams) -> None:
        server.documents.encoding = conversion.encoding_of(server.workspace.position_encoding)

    @server.feature(types.INITIALIZED)
    def initialized(_params: types.InitializedParams) -> None:
        wanted = conversion.watching(server.client_capabilities)
        if wanted is not None:
            server.client_register_capability(wanted)
            server.forecasts.is_told = True
        server.worker.submit(server.verdicts.warm_up)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        if any(change.uri.endswith(f"/{SETTINGS}") for change in params.changes):
            server.trees.forget()
        server.changed()
        publisher(server).soon()
