"""Work on many files that can be cancelled between any two of them, and says how far it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

from layer_server.view import View

if TYPE_CHECKING:
    from layer_server.server import LayerServer

#: Seconds between two reports, and before the first: what is quick needs none.
PAUSE = 0.2


async def one_by_one(
    server: LayerServer, views: Iterable[View], token: types.ProgressToken | None, title: str
) -> AsyncIterator[View]:
    """The views, with other messages heard in between: a cancellation ends the iteration.

    `token`: what the editor wants to be told the progress under, if it does.
    """
    last, count, has_begun = time.monotonic(), 0, False
    progress = server.work_done_progress
    try:
        for view in views:
            yield view
            count += 1
            # Lets the editor's messages in.
            await asyncio.sleep(0)
            if token is None or time.monotonic() - last < PAUSE:
                continue
            last = time.monotonic()
            if not has_begun:
                progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True))
                has_begun = True
            progress.report(token, types.WorkDoneProgressReport(message=f"{count} files: {view.path}"))
            if token in progress.tokens and progress.tokens[token].cancelled():
                raise asyncio.CancelledError
    finally:
        if has_begun and token is not None:
            progress.end(token, types.WorkDoneProgressEnd())
