"""What a run of each open Layerfile would do, and who reads the files of a tree, as far as is known by now.

What was worked out holds until something that it was made from changes: an open text, a file that the editor tells of,
what git has checked out, or the records of runs; and never for long, as not every change is told.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from layer_server.background import Background, Stamp
from layer_server.documents import Document, Documents
from layer_server.readings import Reading
from layer_server.trees import place_of
from layer_server.verdicts import Forecast, Verdicts
from layer_server.watching import head

#: Seconds that a forecast holds at most where the editor tells of changed files. Where it does not, none holds.
HOLDS = 2.0


class Forecasts:
    """For the editor's thread; `ready` is called on the worker's with the URI of each forecast that says something
    new, `readings_ready` with the root of a tree of whose files something new is known.
    """

    def __init__(
        self,
        documents: Documents,
        verdicts: Verdicts,
        worker: ThreadPoolExecutor,
        ready: Callable[[str], None],
        readings_ready: Callable[[Path], None],
    ) -> None:
        self._documents = documents
        self._verdicts = verdicts
        #: The editor tells of files that change.
        self.is_told = False
        self._generation = 0
        self._forecasts: Background[str, Forecast] = Background(worker, self._forecast, ready, self._holds)
        self._readings: Background[Path, Reading] = Background(worker, self._reading, readings_ready, self._holds)

    def changed(self) -> None:
        """A text or a file is another one now."""
        self._generation += 1

    def forget(self, uri: str) -> None:
        """A document was closed."""
        self._forecasts.forget(uri)

    def of(self, document: Document) -> tuple[Forecast | None, bool]:
        """The newest forecast, and whether it is of today; if it is not, a new one is on its way."""
        return self._forecasts.of(document.uri, self._stamp(document))

    async def fresh(self, document: Document, patience: float) -> Forecast | None:
        """A forecast of now; None if it is not there after so many seconds, or if the document was typed into while
        it was waited for: its lines would be others.
        """
        found = await self._forecasts.fresh(document.uri, self._stamp(document), patience)
        now = self._documents.get(document.uri)
        return found if now is not None and now.lines is document.lines else None

    def latest(self, uri: str) -> Forecast | None:
        """The newest forecast that there is, of whatever time."""
        return self._forecasts.latest(uri)

    async def reading(self, root: Path, patience: float) -> Reading | None:
        """Who reads the files of a tree now; None if that is not known after so many seconds."""
        return await self._readings.fresh(root, self._stamp_of(root), patience)

    def read_again(self) -> None:
        """Have it worked out anew who reads the files of the trees that were asked about."""
        for root in self._readings.asked():
            self._readings.of(root, self._stamp_of(root))

    def _forecast(self, uri: str) -> Forecast | None:
        documents = self._documents.snapshot()
        document = documents.get(uri)
        return None if document is None else self._verdicts.forecast(document, documents.values())

    def _reading(self, root: Path) -> Reading:
        return self._verdicts.reading(root, self._documents.snapshot().values())

    def _stamp(self, document: Document) -> Stamp:
        place = place_of(document)
        return (document.version, *self._stamp_of(None if place is None else place[0]))

    def _stamp_of(self, root: Path | None) -> Stamp:
        return (self._generation, *head(root), *self._verdicts.stamp())

    def _holds(self) -> float:
        return HOLDS if self.is_told else 0.0
