"""What a machine uses while a step runs, for the event log: once a second, however often the machine says it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from layer_runner.guest.wire import Sample
from layer_runner.run.events import Log
from layerfile.program import Step

#: Seconds that lie between two events, less what timers are off by. A machine may not fill the log.
_LEAST = 0.9


@dataclass
class Sampling:
    """Takes what a machine's agent says while `step` runs in it, and logs that."""

    log: Log
    step: Step
    now: Callable[[], float] = time.monotonic
    _told: float = field(default=float("-inf"))

    def take(self, sample: Sample) -> None:
        """Log a sample, unless the last one was a moment ago."""
        now = self.now()
        if now - self._told < _LEAST:
            return
        self._told = now
        seconds = max(sample.ms / 1000, _LEAST)
        self.log.emit(
            "sample",
            line=self.step.line,
            step=self.step.number,
            cpu=round(sample.cpu, 3),
            memory=min(sample.memory, sample.total),
            total=sample.total,
            read=round(sample.read / seconds),
            written=round(sample.written / seconds),
        )
