"""Whether a snapshot is worth taking: what could be done again sooner than that needs none.

What was done without a snapshot stays known: it is a hit as any step is. Only where a later step must run is it done
again, from the last snapshot before it, and `predict` says so, as it sees that there is none.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """What a snapshot cost: seconds for which its machine stood still, and seconds in which its bytes were written."""

    pause: float
    writing: float

    @property
    def seconds(self) -> float:
        """Both: what is written meanwhile takes a processor and the disk from the next step."""
        return self.pause + self.writing


def is_worth(seconds: float, costs: Sequence[Cost], is_asked_for: bool) -> bool:
    """Whether to take one where `seconds` would have to be done again without it: those since the last one.

    `costs` are those of snapshots of the same machine. The cheapest counts: a step that is over at once writes little.
    Without any, nothing is known, and one is taken. So it is where it `is_asked_for`.
    """
    return is_asked_for or not costs or seconds >= min(cost.seconds for cost in costs)


def after_every_step() -> bool:
    """Whether the person wants one after each step, however short: LAYER_SNAPSHOTS=every."""
    return os.environ.get("LAYER_SNAPSHOTS") == "every"
