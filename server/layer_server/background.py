"""Values that are worked out on the worker thread, beside the editor's other requests.

Each is worked out for the state of things when its turn comes; of several that wait under one key only the last is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Stamp = tuple[object, ...]


@dataclass
class _Entry(Generic[V]):
    stamp: Stamp = ()
    value: V | None = None
    waiting: Future[None] | None = None
    asked: int = 0


@dataclass
class Background(Generic[K, V]):
    """For the editor's thread.

    `make` answers the value under a key (None: there is none) and `ready` is told each key whose value is another
    one now; both are called on the worker's thread.
    """

    worker: ThreadPoolExecutor
    make: Callable[[K], V | None]
    ready: Callable[[K], None]
    _known: dict[K, _Entry[V]] = field(default_factory=dict)

    def of(self, key: K, stamp: Stamp) -> tuple[V | None, bool]:
        """The newest value, and whether it was made for this stamp; if it was not, a new one is on its way."""
        entry = self._known.setdefault(key, _Entry())
        if entry.stamp == stamp and entry.value is not None:
            return entry.value, True
        if entry.waiting is None or entry.waiting.done() or entry.stamp != stamp:
            entry.stamp = stamp
            entry.asked += 1
            entry.waiting = self.worker.submit(self._make, key, entry, entry.asked)
        return entry.value, False

    async def fresh(self, key: K, stamp: Stamp, patience: float) -> V | None:
        """The value for this stamp; None if it is not there after so many seconds."""
        value, is_current = self.of(key, stamp)
        entry = self._known[key]
        if is_current or entry.waiting is None:
            return value
        done, _ = await asyncio.wait([asyncio.wrap_future(entry.waiting)], timeout=patience)
        return entry.value if done else None

    def latest(self, key: K) -> V | None:
        """The newest value that there is, of whatever time."""
        entry = self._known.get(key)
        return None if entry is None else entry.value

    def asked(self) -> list[K]:
        """What was asked for, and not forgotten."""
        return list(self._known)

    def forget(self, key: K) -> None:
        """Nobody will ask for it."""
        self._known.pop(key, None)

    def _make(self, key: K, entry: _Entry[V], asked: int) -> None:
        if asked != entry.asked:
            # A later request is behind this one.
            return
        value = self.make(key)
        if value is not None and asked == entry.asked:
            is_new = value != entry.value
            entry.value = value
            if is_new:
                self.ready(key)
