"""Hovers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from lsprotocol import types

from layer_server import conversion
from layer_server.documents import Document
from layer_server.features.hover import Hover, VerdictOf, hover
from layer_server.server import LayerServer
from layer_server.verdicts import UnknownVerdict, Verdict

#: Seconds that a hover may take. What was found out until then is kept, so that the next one is faster.
LIMIT = 5.0


def register(server: LayerServer) -> None:
    """Answer to hovers, for the texts and the tree as they are when a hover's turn comes."""

    def find(uri: str, line: int, verdict_of: VerdictOf) -> Hover | None:
        documents = server.documents.snapshot()
        document = documents.get(uri)
        if document is None:
            return None
        markdown = conversion.reads_markdown(server.client_capabilities)
        return hover(document, documents.values(), line, server.documents.encoding, markdown, verdict_of)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        server.loop = asyncio.get_running_loop()
        uri, line = params.text_document.uri, params.position.line
        work = server.loop.run_in_executor(server.worker, find, uri, line, server.verdict)
        try:
            found = await asyncio.wait_for(work, LIMIT)
        except TimeoutError:
            found = find(uri, line, _too_late)
        if found is None:
            return None
        return conversion.to_hover(found, conversion.reads_markdown(server.client_capabilities))


def _too_late(_document: Document, _documents: Iterable[Document], _line: int) -> Verdict:
    raise UnknownVerdict(
        "it takes long to find out: the tree is large, or another process is holding the records. Hover again."
    )
