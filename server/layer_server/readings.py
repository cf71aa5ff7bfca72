"""Who reads the files of a tree, in all its Layerfiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layer_cache.readers import Readers


@dataclass(frozen=True, slots=True)
class StepThatReads:
    """A RUN step of the Layerfile at `layerfile` (relative to the root), at `line` (from 1)."""

    layerfile: str
    line: int
    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class FileReaders:
    """Who reads one file. An edit of it would make `count` steps run, for `seconds` in all, or longer if
    `is_unknown`: then some of them never ran.
    """

    steps: tuple[StepThatReads, ...]
    count: int
    seconds: float
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """`programs`: what each Layerfile's steps read. Two are the same if all that could be asked of them is."""

    programs: tuple[Readers, ...] = ()

    def of(self, path: str) -> FileReaders:
        """Who reads the file at a path relative to the root. Parents' steps are told once."""
        from layer_cache.readers import cost

        found = [(readers, readers.of(path)) for readers in self.programs]
        steps = {
            (step.step.layerfile, step.step.line): StepThatReads(
                step.step.layerfile, step.step.line, step.step.text, step.verdict
            )
            for _, those in found
            for step in those
        }
        total = cost(found)
        return FileReaders(tuple(steps[place] for place in sorted(steps)), total.steps, total.seconds, total.is_unknown)
