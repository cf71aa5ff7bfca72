"""A run's log, on a thread of its own: read, folded, and told as `Seen`, seldom enough for a screen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from layer_runs.events import Event, Output, Sample
from layer_runs.folding import fold_all
from layer_runs.merging import merged
from layer_runs.reading import PAUSE, Reader
from layer_runs.state import Run
from layer_tui.pacing import Pace
from layer_tui.seen import Seen, clock_of

#: Seconds between two tellings, where only output came or more of an old log is read.
SELDOM = 0.25

#: Seconds between two looks at a replay's clock.
TICK = 0.05


class Follower:
    """Follows the run in `folder` and calls `tell`, on its own thread, whenever more is known.

    With a `pace` the log is replayed from its begin. Reading is all that is done to a run.
    """

    def __init__(self, folder: Path, tell: Callable[[Seen], None], pace: Pace | None = None) -> None:
        self.folder = folder
        self.pace = pace
        self._tell = tell
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="layer-follow", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Tell nothing any more. May be called twice."""
        self._stop.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _follow(self) -> None:
        with Reader(self.folder) as reader:
            if self.pace is None:
                self._live(reader)
            else:
                self._replay(reader, self.pace)

    def _live(self, reader: Reader) -> None:
        run, teller = Run(), Teller(self._tell)
        while not self._stop.is_set():
            events = reader.poll()
            run = fold_all(merged(events), run)
            caught_up = reader.at_end or reader.ended
            urgent = caught_up and (reader.ended or not is_output(events))
            teller.offer(Seen(run, clock_of(run, time.time()), caught_up=caught_up), bool(events), urgent)
            if reader.ended:
                return
            if reader.at_end:
                self._stop.wait(PAUSE)

    def _replay(self, reader: Reader, pace: Pace) -> None:
        run, teller, before = Run(), Teller(self._tell), time.monotonic()
        while not self._stop.is_set():
            if pace.is_empty and not reader.ended:
                pace.put(reader.poll())
            now = time.monotonic()
            due = pace.advance(now - before)
            before = now
            run = fold_all(merged(due), run)
            done = reader.ended and pace.is_empty
            seen = Seen(run, pace.clock, None if done else pace.speed, pace.paused, caught_up=True)
            teller.offer(seen, bool(due) or not pace.paused, done or not is_output(due))
            if done:
                return
            if not due or pace.speed != float("inf"):
                self._stop.wait(TICK)


class Teller:
    """Passes values on, not oftener than each `SELDOM` seconds where that does no harm; the last one always."""

    def __init__(self, tell: Callable[[Seen], None], now: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._now = now
        self._told = float("-inf")
        self._held: Seen | None = None

    def offer(self, seen: Seen, is_new: bool, urgent: bool) -> None:
        """Tell `seen` if it `is_new`, now where it is `urgent`; or what was held back before, when it is time."""
        if is_new:
            self._held = seen
        if self._held is None:
            return
        now = self._now()
        if (is_new and urgent) or now - self._told >= SELDOM:
            held, self._held, self._told = self._held, None, now
            self._tell(held)


def is_output(events: Sequence[Event]) -> bool:
    """Whether these events only say what was printed, or what machines used: they come often."""
    return all(isinstance(event, Output | Sample) for event in events)
