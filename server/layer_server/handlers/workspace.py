"""What is agreed on at the start, and what changes around the open documents."""

from __future__ import annotations

from lsprotocol import types
from pygls.capabilities import get_capability

from layer_server import conversion
from layer_server.configuration import read
from layer_server.server import LayerServer
from layerfile.layer_toml import FILE as SETTINGS

#: The part of an editor's configuration that is ours.
SECTION = "layer"


def register(server: LayerServer) -> None:
    """Agree with the editor, and listen to what it says of files."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.client_name = "" if params.client_info is None else params.client_info.name.lower()
        server.documents.encoding = conversion.encoding_of(server.workspace.position_encoding)
        _use(server, conversion.plain(params.initialization_options).get(SECTION))

    @server.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        wanted = conversion.watching(server.client_capabilities)
        if wanted is not None:
            server.client_register_capability(wanted)
            # Helix says that it watches files, and tells of those only that it writes itself.
            server.forecasts.is_told = server.client_name != "helix"
        server.worker.submit(server.verdicts.warm_up)
        await _ask(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        if get_capability(server.client_capabilities, "workspace.configuration"):
            await _ask(server)
        else:
            _use(server, conversion.plain(params.settings).get(SECTION))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        if any(change.uri.endswith(f"/{SETTINGS}") for change in params.changes):
            server.trees.forget()
        server.changed()
        server.publisher.soon()


async def _ask(server: LayerServer) -> None:
    """Ask the editor for its configuration, if it has one to ask for."""
    if not get_capability(server.client_capabilities, "workspace.configuration"):
        return
    wanted = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    found = await server.workspace_configuration_async(wanted)
    _use(server, found[0] if found else None)


def _use(server: LayerServer, configuration: object) -> None:
    found = read(conversion.plain(configuration))
    for problem in found.problems:
        server.log(problem)
    if found.compare_with != server.verdicts.against:
        server.verdicts.against = found.compare_with
        server.changed()
    if found.lint != server.trees.configured:
        server.trees.configured = found.lint
        server.trees.forget()
        if server.documents.snapshot():
            server.publisher.renew()
