"""Hovers."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from layer_server import conversion
from layer_server.features.hover import hover
from layer_server.server import LayerServer
from layer_server.verdicts import Forecast

#: Seconds that a hover waits for a new verdict before it says that it is being computed.
PATIENCE = 0.3
_COMPUTING = Forecast(unknown="computing: hover again")


def register(server: LayerServer) -> None:
    """Answer to hovers."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        server.loop = asyncio.get_running_loop()
        document = server.documents.get(params.text_document.uri)
        if document is None or not document.is_layerfile:
            return None
        forecast = await server.forecasts.fresh(document, PATIENCE)
        view = server.view(document.uri)
        if view is None:
            return None
        markdown = conversion.reads_markdown(server.client_capabilities)
        encoding = server.documents.encoding
        position = conversion.place(view, params.position, encoding)
        found = hover(view, position, markdown, forecast or _COMPUTING, server.verdicts.image)
        return None if found is None else conversion.to_hover(found, view, encoding, markdown)
