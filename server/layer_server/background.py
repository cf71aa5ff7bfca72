"""Values that are worked out on the worker thread, beside the editor's other requests.

Each is worked out for the state of things when its turn comes; of several that wait under one key only the last is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from math import inf
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Stamp = tuple[object, ...]


#: Seconds that whoever asks waits, about. What takes longer holds as long again once it is made: if every question
#: began it anew, nobody would ever have an answer.
SLOW = 0.3


@dataclass
class _Entry(Generic[V]):
    """`asked` counts the requests, `made` is the one that `value` was made for."""

    stamp: Stamp = ()
    asked: int = 0
    waiting: Future[None] | None = None
    began: float | None = None
    value: V | None = None
    made: int = 0
    made_at: float = 0.0
    took: float = 0.0


@dataclass
class Background(Generic[K, V]):
    """For the editor's thread.

    `make` answers the value under a key (None: there is none) and `ready` is told each key whose value is another
    one now; both are called on the worker's thread. `holds` is for how many seconds a value is taken for that of now
    while its stamp stays.
    """

    worker: ThreadPoolExecutor
    make: Callable[[K], V | None]
    ready: Callable[[K], None]
    holds: Callable[[], float] = lambda: inf
    _known: dict[K, _Entry[V]] = field(default_factory=dict)

    def of(self, key: K, stamp: Stamp) -> tuple[V | None, bool]:
        """The newest value, and whether it is one for this stamp; if it is not, a new one is on its way."""
        entry = self._known.setdefault(key, _Entry())
        if entry.stamp == stamp:
            now, holds = time.monotonic(), self.holds()
            if entry.made == entry.asked and entry.value is not None:
                if now <= entry.made_at + max(holds, entry.took if entry.took > SLOW else 0.0):
                    return entry.value, True
            elif entry.waiting is not None and not entry.waiting.done():
                began = entry.began
                if began is None or holds > 0 or now - began > SLOW:
                    return entry.value, False
        entry.stamp = stamp
        entry.asked += 1
        entry.began = None
        entry.waiting = self.worker.submit(self._make, key, entry, entry.asked)
        return entry.value, False

    async def fresh(self, key: K, stamp: Stamp, patience: float) -> V | None:
        """The value for this stamp; None if it is not there after so many seconds."""
        value, is_current = self.of(key, stamp)
        if is_current:
            return value
        entry = self._known[key]
        asked, deadline = entry.asked, time.monotonic() + patience
        waiting = None
        # Somebody else may ask for something newer meanwhile, which is as good.
        while entry.made < asked and entry.waiting is not None and entry.waiting is not waiting:
            waiting = entry.waiting
            done, _ = await asyncio.wait([asyncio.wrap_future(waiting)], timeout=deadline - time.monotonic())
            if not done:
                return None
        return entry.value if entry.made >= asked else None

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
        began = entry.began = time.monotonic()
        value = self.make(key)
        if value is not None and asked == entry.asked:
            is_new = value != entry.value
            entry.made_at = time.monotonic()
            entry.value, entry.took = value, entry.made_at - began
            # Last: the editor's thread looks at this first.
            entry.made = asked
            if is_new:
                self.ready(key)
