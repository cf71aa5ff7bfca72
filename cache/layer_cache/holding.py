"""Which recordings hold on the tree in front of us.

A recording holds when everything that its run observed is still true of the tree, and its parent
holds: between the two steps state travels in the machine, unseen. So of every RUN all recordings
that hold are kept, and of the next one only those count whose parent is among them.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from layer_cache.folding import first_kind
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import Placement, placed_by
from layer_cache.recorded_values import computed_of
from layer_cache.records import Recording, Records
from layerfile.env_commands import computed_names, runs_commands

if TYPE_CHECKING:
    from layer_cache.tree import SourceTree
    from layerfile.program import Step

_first_kind = functools.cache(first_kind)


class Level:
    """One placed tree, and what was found out about it.

    Pieces that recordings share are looked at once.
    """

    def __init__(self, placed: PlacedTree, records: Records) -> None:
        self.placed = placed
        self._records = records
        self._pieces: dict[int, bool] = {}

    def agrees(self, recording: Recording) -> bool:
        """Whether all that the recording observed is true of this tree."""
        if self.placed.unknown:
            return False
        pieces = self._records.pieces(recording.id)
        # Damaged: in doubt it does not.
        return pieces is not None and all(map(self._piece_agrees, pieces))

    def _piece_agrees(self, number: int) -> bool:
        known = self._pieces.get(number)
        if known is None:
            piece = self._records.piece(number)
            known = self._pieces[number] = piece is not None and self._all_true(piece)
        return known

    def _all_true(self, piece: list[tuple[str, str, str]]) -> bool:
        value = self.placed.value
        # Not a generator: this loop is what most of the time of a prediction goes to.
        for kinds, path, expected in piece:  # noqa: SIM110
            if value(_first_kind(kinds), path) != expected:
                return False
        return True


class Levels:
    """The placed tree that each step of a lane sees. Steps between two COPYs see the same one, and so do lanes of
    which none has one of its own.
    """

    def __init__(self, tree: SourceTree, records: Records) -> None:
        self._placements: tuple[Placement, ...] = ()
        self._tree = tree
        self._records = records
        self._levels: dict[tuple[Placement, ...], Level] = {}
        self._own: dict[int, Level] = {}

    def after(self, steps: Iterable[Step]) -> Levels:
        """Those of a lane that goes on with `steps`. Raises LayerfileError where a COPY cannot work."""
        levels = copy.copy(self)
        levels._placements += placed_by(steps, self._tree)
        levels._own = {}
        return levels

    def of(self, step: Step) -> Level:
        """What the step sees: the COPYs before it."""
        seen = tuple(placed for placed in self._placements if placed.step < step.number)
        level = self._own.get(len(seen))
        if level is None:
            level = self._levels.get(seen) or Level(PlacedTree(seen, self._tree), self._records)
            self._levels[seen] = self._own[len(seen)] = level
        return level


class Held:
    """Which recordings of the RUNs of a lane hold; each is looked at once."""

    def __init__(self, runs: Sequence[tuple[Step, str]], levels: Levels, records: Records) -> None:
        self.steps = [step for step, _ in runs]
        self._runs = runs
        self._levels = levels
        self._records = records
        self._known: dict[int, list[Recording]] = {}
        self._agreeing: dict[int, bool] = {}

    def after(self, parents: Collection[int | None]) -> list[list[Recording]]:
        """For each RUN, until one has none, the recordings that hold after one of `parents`, newest first."""
        result: list[list[Recording]] = []
        for index in range(len(self._runs)):
            recordings = [recording for recording in self._at(index) if recording.parent in parents]
            recordings = [recording for recording in recordings if self._agrees(index, recording)]
            if not recordings:
                break
            result.append(recordings)
            parents = {recording.id for recording in recordings}
        return result

    def known_after(self, index: int, parents: Collection[int | None]) -> Iterator[Recording]:
        """The recordings of a RUN after one of `parents` that are whole, newest first, whether they hold or not."""
        for recording in self._at(index):
            if recording.parent in parents and self._records.pieces(recording.id) is not None:
                yield recording

    def _at(self, index: int) -> list[Recording]:
        if index not in self._known:
            self._known[index] = self._records.candidates(self._runs[index][1])
        return self._known[index]

    def _agrees(self, index: int, recording: Recording) -> bool:
        known = self._agreeing.get(recording.id)
        if known is None:
            step, _ = self._runs[index]
            known = self._levels.of(step).agrees(recording) and self._has_values(step, recording)
            self._agreeing[recording.id] = known
        return known

    def _has_values(self, step: Step, recording: Recording) -> bool:
        """Whether what the commands of an ENV printed is still known: the steps below need it."""
        if not runs_commands(step.directive):
            return True
        values = computed_of(self._records.values(recording.id))
        return all(name in values for name in computed_names(step.directive, step.context))


def chain(held: Sequence[Sequence[Recording]], last: Recording) -> list[Recording]:
    """`last` and the recordings among `held` that it stands on, oldest first."""
    known = {recording.id: recording for level in held for recording in level}
    result = [last]
    while (parent := known.get(result[-1].parent or 0)) is not None:
        result.append(parent)
    return result[::-1]
