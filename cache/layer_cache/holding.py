"""Which recordings hold on the tree in front of us.

A recording holds when everything that its run observed is still true of the tree, and its parent
holds: between the two steps state travels in the machine, unseen. So of every RUN all recordings
that hold are kept, and of the next one only those count whose parent is among them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from layer_cache.folding import first_kind
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import placements
from layer_cache.recorded_values import computed_of
from layer_cache.records import Recording, Records
from layerfile.env_commands import computed_names, runs_commands

if TYPE_CHECKING:
    from layer_cache.tree import SourceTree
    from layerfile.program import Program, Step

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
    """The placed tree that each step sees. Steps between two COPYs see the same one."""

    def __init__(self, program: Program, tree: SourceTree, records: Records) -> None:
        self._placements = placements(program, tree, len(program.steps))
        self._tree = tree
        self._records = records
        self._levels: dict[int, Level] = {}

    def of(self, step: Step) -> Level:
        """What the step sees: the COPYs before it."""
        seen = tuple(placed for placed in self._placements if placed.step < step.number)
        level = self._levels.get(len(seen))
        if level is None:
            level = Level(PlacedTree(seen, self._tree), self._records)
            self._levels[len(seen)] = level
        return level


def holding(runs: Iterable[Step], identities: Sequence[str], levels: Levels, records: Records) -> list[list[Recording]]:
    """For each RUN, until one has none, the recordings that hold, newest first."""
    result: list[list[Recording]] = []
    parents: set[int | None] = {None}
    for step in runs:
        level = levels.of(step)
        recordings = [
            recording
            for recording in records.candidates(identities[step.number])
            if recording.parent in parents and level.agrees(recording) and _has_values(step, recording, records)
        ]
        if not recordings:
            break
        result.append(recordings)
        parents = {recording.id for recording in recordings}
    return result


def _has_values(step: Step, recording: Recording, records: Records) -> bool:
    """Whether what the commands of an ENV printed is still known: the steps below need it."""
    if not runs_commands(step.directive):
        return True
    values = computed_of(records.values(recording.id))
    return all(name in values for name in computed_names(step.directive, step.context))


def chain(held: Sequence[Sequence[Recording]], last: Recording) -> list[Recording]:
    """`last` and the recordings that it stands on, oldest first."""
    known = {recording.id: recording for level in held for recording in level}
    result = [last]
    while (parent := result[-1].parent) is not None:
        result.append(known[parent])
    return result[::-1]
