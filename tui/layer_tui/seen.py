"""What is known of a run at one moment: the one value that screens draw."""

from __future__ import annotations

from msgspec import Struct

from layer_runs.state import Run


class Seen(Struct, frozen=True):
    """A run, and the time in it: `clock` is seconds since its log was begun.

    `speed` is how fast it is replayed (None: it is shown as it goes on), `paused` whether that stands still.
    `caught_up` is false while the log that is there already is still being read.
    """

    run: Run = Run()
    clock: float = 0.0
    speed: float | None = None
    paused: bool = False
    caught_up: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether more is to come."""
        return self.run.result == "running"


def clock_of(run: Run, now: float) -> float:
    """Seconds since the log of a run was begun, at `now` (seconds since 1970); of one that is over, its length."""
    if run.result == "running" and run.begun is not None:
        return max(now - run.begun, run.at)
    return max(run.at, run.seconds or 0.0)
