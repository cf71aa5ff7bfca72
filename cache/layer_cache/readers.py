"""The other way round: which steps read a file, and what an edit of it would cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layer_cache.checkpoints import is_run
from layer_cache.prediction import LanePrediction, Prediction, StepPrediction

if TYPE_CHECKING:
    from layer_cache.placed_tree import PlacedTree
    from layer_cache.records import Records

#: What an edit of a file changes: how it is found, or where a link leads, stays.
_EDITED = ("content", "stat")


@dataclass(frozen=True, slots=True)
class Cost:
    """What an edit of a file would make run: `steps` many, `seconds` in all; `is_unknown`: some of them never ran."""

    steps: int
    seconds: float
    is_unknown: bool


class Readers:
    """What the steps of one program read when they last ran. All of it is read from the records at once.

    Of a step that would run what counts is its newest run; of one that never ran nothing is known.
    """

    def __init__(self, prediction: Prediction) -> None:
        self.prediction = prediction
        #: Of each step, for each machine that comes to it, what it read.
        self._paths: dict[int, list[tuple[StepPrediction, list[Collection[str]]]]] = {}
        records = prediction.records
        if records is None:
            return
        pieces: dict[int, frozenset[str]] = {}
        for step in prediction.steps:
            if is_run(step.step):
                self._paths[step.step.number] = [(one, list(_paths(one, records, pieces))) for one in step.each]

    def __eq__(self, other: object) -> bool:
        """Whether the other one would say the same of every file."""
        if not isinstance(other, Readers):
            return NotImplemented
        return self.prediction == other.prediction and self._paths == other._paths

    __hash__ = None  # type: ignore[assignment]

    def of(self, source: str) -> list[StepPrediction]:
        """The steps that read the file at a path of the source tree; with those of their shards that do."""
        found = []
        for number, machines in self._paths.items():
            reading = [one for one, pieces in machines if _reads(one, pieces, source)]
            if reading:
                step = self.prediction.steps[number]
                found.append(replace(step, shards=tuple(reading)) if step.shards else step)
        return found


def cost(readers: Iterable[tuple[Readers, list[StepPrediction]]]) -> Cost:
    """What an edit of a file would make run, in all the programs that have such steps: those steps, and what follows.

    A step that programs share counts once.
    """
    seconds: dict[str, float | None] = {}
    for one, steps in readers:
        if steps and one.prediction.lane is not None:
            reading = {each.identity for step in steps for each in step.each}
            for step in _after(one.prediction.lane, reading, False):
                seconds[step.identity] = step.seconds
    known = [value for value in seconds.values() if value is not None]
    return Cost(len(seconds), sum(known), len(known) < len(seconds))


def _after(lane: LanePrediction, reading: Collection[str], follows: bool) -> Iterator[StepPrediction]:
    """The RUNs of a lane and those below that are among `reading`, by identity, or follow on one that is."""
    for step in filter(lambda one: is_run(one.step), lane.steps):
        follows = follows or step.identity in reading
        if follows:
            yield step
    for below in lane.lanes:
        yield from _after(below, reading, follows)


def _reads(step: StepPrediction, pieces: Iterable[Collection[str]], source: str) -> bool:
    guests = [] if step.placed is None else _places(source, step.placed)
    return bool(guests) and any(guest in piece for piece in pieces for guest in guests)


def _paths(step: StepPrediction, records: Records, pieces: dict[int, frozenset[str]]) -> Iterable[frozenset[str]]:
    recording = step.recording or step.compared
    if recording is None:
        recording = next(iter(records.candidates(step.identity)), None)
    if recording is None:
        return
    for number in records.pieces(recording.id) or ():
        if number not in pieces:
            rows = records.piece(number) or ()
            pieces[number] = frozenset(path for kinds, path, _ in rows if any(kind in kinds for kind in _EDITED))
        yield pieces[number]


def _places(source: str, placed: PlacedTree) -> list[str]:
    """Where in the machine a file lies, as far as nothing was put over it."""
    found = []
    for placement in placed.placements:
        if not placement.folder:
            guest = placement.destination if source == placement.source else None
        elif not placement.source:
            guest = f"{placement.destination}/{source}"
        elif source.startswith(placement.source + "/"):
            guest = placement.destination + source[len(placement.source) :]
        else:
            guest = None
        if guest is not None and placed.source_of(guest) == source:
            found.append(guest)
    return found
