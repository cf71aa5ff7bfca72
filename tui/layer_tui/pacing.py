"""When the events of a replayed run are due."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from layer_runs.events import Event, RunDied

#: Times as fast as it was; the last is as fast as can be.
SPEEDS = (0.5, 1.0, 2.0, 5.0, 20.0, 100.0, float("inf"))


class Pace:
    """Holds events back until a clock that goes `speed` times as fast as the world's has reached them."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.paused = False
        self.clock = 0.0
        self._waiting: deque[Event] = deque()

    @property
    def is_empty(self) -> bool:
        """Whether no event waits."""
        return not self._waiting

    def put(self, events: Iterable[Event]) -> None:
        """Hold events, which follow those that are held already."""
        self._waiting.extend(events)

    def advance(self, seconds: float) -> list[Event]:
        """Let time pass, unless it is paused; the events that are due then."""
        if self.paused:
            return []
        if self.speed == float("inf"):
            due = list(self._waiting)
            self._waiting.clear()
            self.clock = max([self.clock, *(event.at for event in due)])
            return due
        self.clock += seconds * self.speed
        due = []
        # That it died is in no log and has no time: it comes last, when all else was told.
        while self._waiting and (self._waiting[0].at <= self.clock or isinstance(self._waiting[0], RunDied)):
            due.append(self._waiting.popleft())
        return due

    def faster(self) -> None:
        """The next higher speed."""
        self.speed = next((each for each in SPEEDS if each > self.speed), SPEEDS[-1])

    def slower(self) -> None:
        """The next lower speed."""
        self.speed = next((each for each in reversed(SPEEDS) if each < self.speed), SPEEDS[0])
