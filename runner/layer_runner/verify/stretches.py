"""What to do again: from one snapshot that can be restored to the next, so mostly one step. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from layer_cache.prediction import LanePrediction, Prediction, StepPrediction
from layer_cache.starting import is_repeatable
from layerfile.directives import Run
from layerfile.env_commands import runs_commands
from layerfile.lanes import Lane

Restorable = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hits to do again: those of `steps`, in a machine that goes on from the snapshot `start`, which holds all before
    number `first`: the steps `before`. What they leave is to be compared with the snapshot `end` (None: there is none,
    see `reason`).
    """

    lane: Lane
    steps: tuple[StepPrediction, ...]
    start: str
    first: int
    end: str | None
    reason: str = ""
    before: tuple[StepPrediction, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A hit that cannot be done again, and why."""

    step: StepPrediction
    reason: str


def plan(
    prediction: Prediction, base: str | None, is_restorable: Restorable, came_from: Callable[[str], str | None]
) -> list[Stretch | Skipped]:
    """All hits of a prediction, in order.

    `base` is the image's own snapshot (None: there is none); `came_from` tells which snapshot a snapshot's machine
    had before.
    """
    found: list[Stretch | Skipped] = []
    if prediction.lane is not None:
        _Planning(is_restorable, came_from, found).lane(prediction.lane, base, 0, ())
    return found


def of_line(found: list[Stretch | Skipped], layerfile: str, line: int) -> list[Stretch | Skipped]:
    """What is about the step at a line of a Layerfile; of a stretch of several steps all of it."""
    place = (layerfile, line)
    return [one for one in found if any((hit.step.layerfile, hit.step.line) == place for hit in hits_of(one))]


def hits_of(one: Stretch | Skipped) -> tuple[StepPrediction, ...]:
    """The hits that it is about."""
    return one.steps if isinstance(one, Stretch) else (one.step,)


@dataclass(slots=True)
class _Planning:
    is_restorable: Restorable
    came_from: Callable[[str], str | None]
    found: list[Stretch | Skipped]

    def lane(self, lane: LanePrediction, start: str | None, first: int, earlier: tuple[StepPrediction, ...]) -> None:
        """Plan a lane that begins at `start` (None: that is gone), which holds all steps before `first`; `earlier` are
        those of the lanes that it comes from.
        """
        known = earlier + lane.steps
        waiting: list[StepPrediction] = []
        for step in lane.steps:
            if step.verdict == "miss":
                break
            if step.recording is None:
                continue
            waiting.append(step)
            snapshot = step.recording.snapshot
            if snapshot is not None and self.is_restorable(snapshot):
                self._add(lane, known, waiting, start, first, snapshot)
                waiting, start, first = [], snapshot, step.step.number + 1
        if waiting:
            self._add(lane, known, waiting, start, first, None)
            # What the lanes below start from is gone as well.
            start = None
        for below in lane.lanes:
            self.lane(below, start, first, known)

    def _add(
        self,
        lane: LanePrediction,
        known: tuple[StepPrediction, ...],
        steps: list[StepPrediction],
        start: str | None,
        first: int,
        end: str | None,
    ) -> None:
        if start is None:
            self._skip(steps, "the snapshot before it is gone, or cannot be restored here")
        elif any(step.directive.keyword == "CACHE" for step in lane.lane.steps[: steps[-1].step.number]):
            self._skip(steps, "what its CACHE directories hold now is not what they held then")
        elif not all(isinstance(step.step.directive, Run) or runs_commands(step.step.directive) for step in steps):
            self._skip(steps, "it only waits: what a server does until it answers is not compared")
        elif any(is_repeatable(step.step) for step in steps) and (end is None or self.came_from(end) != start):
            self._skip(steps, "it went on from what its own last run left, which is another machine each time")
        else:
            last = steps[-1].recording
            gone = (
                "it left no snapshot" if last is None or last.snapshot is None else "the snapshot that it left is gone"
            )
            before = tuple(one for one in known if one.step.number < first)
            self.found.append(
                Stretch(lane.lane, tuple(steps), start, first, end, "" if end is not None else gone, before)
            )

    def _skip(self, steps: list[StepPrediction], reason: str) -> None:
        self.found += [Skipped(step, reason) for step in steps]
