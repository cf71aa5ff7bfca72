"""What a run of each open Layerfile would do, worked out beside the editor's other requests.

A forecast is made on the worker thread, for the texts and the tree as they are when its turn comes; of several that
wait for one document only the last is made. It holds until something that it was made from changes: an open text, a
file that the editor tells of, the commit that is checked out, or the records of runs; and never for long, as not
every change is told.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from layer_server.documents import Document, Documents
from layer_server.trees import place_of
from layer_server.verdicts import Forecast, Verdicts

#: Seconds that a forecast holds at most where the editor tells of changed files. Where it does not, none holds.
HOLDS = 2.0

Stamp = tuple[object, ...]


@dataclass
class _Entry:
    stamp: Stamp
    forecast: Forecast | None = None
    waiting: Future[None] | None = None
    asked: int = 0


@dataclass
class Forecasts:
    """For the editor's thread; `ready` is called on the worker's with the URI of each forecast that says
    something new.

    `is_told`: the editor tells of files that change.
    """

    documents: Documents
    verdicts: Verdicts
    worker: ThreadPoolExecutor
    ready: Callable[[str], None]
    is_told: bool = False
    _generation: int = 0
    _known: dict[str, _Entry] = field(default_factory=dict)

    def changed(self) -> None:
        """A text or a file is another one now."""
        self._generation += 1

    def forget(self, uri: str) -> None:
        """A document was closed."""
        self._known.pop(uri, None)

    def of(self, document: Document) -> tuple[Forecast | None, bool]:
        """The newest forecast, and whether it is of today; if it is not, a new one is on its way."""
        stamp = self._stamp(document)
        entry = self._known.get(document.uri)
        if entry is None:
            entry = self._known.setdefault(document.uri, _Entry(()))
        if entry.stamp == stamp and entry.forecast is not None:
            return entry.forecast, True
        if entry.waiting is None or entry.waiting.done() or entry.stamp != stamp:
            entry.stamp = stamp
            entry.asked += 1
            entry.waiting = self.worker.submit(self._make, document.uri, entry, entry.asked)
        return entry.forecast, False

    async def fresh(self, document: Document, patience: float) -> Forecast | None:
        """A forecast of now; None if it is not there after so many seconds."""
        forecast, is_current = self.of(document)
        entry = self._known[document.uri]
        if is_current or entry.waiting is None:
            return forecast
        done, _ = await asyncio.wait([asyncio.wrap_future(entry.waiting)], timeout=patience)
        return entry.forecast if done else None

    def latest(self, uri: str) -> Forecast | None:
        """The newest forecast that there is, of whatever time."""
        entry = self._known.get(uri)
        return None if entry is None else entry.forecast

    def _make(self, uri: str, entry: _Entry, asked: int) -> None:
        if asked != entry.asked:
            # A later request is behind this one.
            return
        documents = self.documents.snapshot()
        document = documents.get(uri)
        if document is None:
            return
        forecast = self.verdicts.forecast(document, documents.values())
        if asked == entry.asked:
            is_new = forecast != entry.forecast
            entry.forecast = forecast
            if is_new:
                self.ready(uri)

    def _stamp(self, document: Document) -> Stamp:
        place = place_of(document)
        root = None if place is None else place[0]
        clock = int(time.monotonic() / HOLDS) if self.is_told else time.monotonic_ns()
        return (self._generation, document.version, clock, *_head(root), *self.verdicts.stamp())


def _head(root: Path | None) -> tuple[object, ...]:
    """What changes when another commit is checked out, or the index is written."""
    if root is None:
        return ()
    return tuple(_mtime(root / ".git" / name) for name in ("HEAD", "index"))


def _mtime(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
