"""The other way round: which steps read a file, and what an edit of it would cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layer_cache.prediction import Prediction, StepPrediction, is_run

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
        self._paths: dict[int, list[Collection[str]]] = {}
        records = prediction.records
        if records is None:
            return
        pieces: dict[int, frozenset[str]] = {}
        for step in prediction.steps:
            if is_run(step.step):
                self._paths[step.step.number] = list(_paths(step, prediction, records, pieces))

    def __eq__(self, other: object) -> bool:
        """Whether the other one would say the same of every file."""
        if not isinstance(other, Readers):
            return NotImplemented
        return self.prediction == other.prediction and self._paths == other._paths

    __hash__ = None  # type: ignore[assignment]

    def of(self, source: str) -> list[StepPrediction]:
        """The steps that read the file at a path of the source tree."""
        found = []
        for number, pieces in self._paths.items():
            placed = self.prediction.placed[number]
            guests = _places(source, placed)
            if guests and any(guest in piece for piece in pieces for guest in guests):
                found.append(self.prediction.steps[number])
        return found


def cost(readers: Iterable[tuple[Readers, list[StepPrediction]]]) -> Cost:
    """What an edit of a file would make run, in all the programs that have such steps: those steps, and what follows.

    A step that programs share counts once.
    """
    seconds: dict[str, float | None] = {}
    for one, steps in readers:
        if steps:
            first = steps[0].step.number
            for step in one.prediction.steps[first:]:
                if is_run(step.step):
                    seconds[step.identity] = step.seconds
    known = [value for value in seconds.values() if value is not None]
    return Cost(len(seconds), sum(known), len(known) < len(seconds))


def _paths(
    step: StepPrediction, prediction: Prediction, records: Records, pieces: dict[int, frozenset[str]]
) -> Iterable[frozenset[str]]:
    recording = step.recording or prediction.compared.get(step.step.number)
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
