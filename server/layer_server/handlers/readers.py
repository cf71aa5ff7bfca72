"""Of any file of a tree: which steps read it, and what an edit of it would cost."""

from __future__ import annotations

import asyncio
from typing import Any

from layer_server.documents import path_of, uri_of
from layer_server.server import LayerServer

#: Seconds that an answer waits for what is being worked out.
PATIENCE = 0.3
READERS = "layer/readers"
READERS_CHANGED = "layer/readersChanged"


def register(server: LayerServer) -> None:
    """Answer who reads a file, and say when that is another."""
    server.on_reading.append(lambda root: server.protocol.notify(READERS_CHANGED, {"root": uri_of(root)}))

    @server.feature(READERS)
    async def readers(params: Any) -> dict[str, Any] | None:
        server.loop, server.shows_verdicts = asyncio.get_running_loop(), True
        path = path_of(getattr(params, "uri", ""))
        if path is None:
            return None
        root = server.root_of(path)
        if root is None:
            return None
        server.watcher.follow_git(root)
        reading = await server.forecasts.reading(root, PATIENCE)
        if reading is None:
            return {"computing": True, "steps": []}
        found = reading.of(path.relative_to(root).as_posix())
        return {
            "computing": False,
            "steps": [
                {
                    "uri": uri_of(root / one.layerfile),
                    "layerfile": one.layerfile,
                    "line": one.line - 1,
                    "text": one.text,
                    "verdict": one.verdict,
                }
                for one in found.steps
            ],
            "stepsToRun": found.count,
            "secondsToRun": found.seconds,
            "secondsUnknown": found.is_unknown,
        }
