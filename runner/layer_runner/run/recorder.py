"""What the steps of one machine leave in the records."""

from __future__ import annotations

import asyncio
import posixpath
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from layer_cache.keeping.taking import Cost
from layer_cache.observations import ABSENT, Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import placements
from layer_cache.recorded_values import of_branch
from layer_cache.repeating import inherited
from layer_runner.run.lanes import Job
from layer_runner.run.masking import Masker
from layer_runner.run.request import Request
from layer_runner.run.tree_source import TreeSource
from layerfile.program import Step


@dataclass(frozen=True)
class Done:
    """A step that has run, in `seconds`; `values` are those of variables that belong to its recording.

    `commit` writes the files of its snapshot, which is called `snapshot`; both are None where none was taken. `pause`
    is for how many seconds the machine stood still for it.
    """

    step: Step
    seconds: float
    observations: list[Observation]
    values: Mapping[str, str]
    snapshot: str | None = None
    commit: Callable[[], None] | None = None
    pause: float = 0.0


@dataclass
class Recorder:
    """Records steps one after the other, each on the one before it, when its snapshot's files are written.

    `marks` are what is marked as seen with each step. `parent` is the recording that the next one stands on; there is
    none if the chain is not `recordable`. `costs` are those of the snapshots that were written, `recorded` all of its
    recordings.
    """

    request: Request
    job: Job
    source: TreeSource
    masker: Masker
    marks: tuple[frozenset[str], ...]
    parent: int | None = field(init=False)
    recordable: bool = field(init=False)
    costs: list[Cost] = field(default_factory=list)
    recorded: set[int] = field(default_factory=set)
    _writing: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.parent = self.job.origin.parent
        self.recordable = self.job.origin.recordable

    @property
    def committed(self) -> bool:
        """Whether a snapshot was written."""
        return bool(self.costs)

    def mark_seen(self, step: Step) -> None:
        """Remember that the step was done."""
        self.request.records.mark_seen(self.marks[step.number])

    def check(self, step: Step, lost: bool, observations: Iterable[Observation], values: Iterable[str]) -> None:
        """From here on nothing is recorded if something made this step's record untrue; it is said, by name.

        `lost`: the machine may have seen more than `observations`. `values` are what it gave to variables.
        """
        if self.source.changed:
            self.refuse(step, f"changed while the run read it: {', '.join(sorted(self.source.changed))}")
        elif lost:
            self.refuse(step, "the machine lost track of what was read")
        elif self.masker.finds(_looked_for_in_vain(observations)):
            self.refuse(step, "a name that it looked for holds a secret, and no record may")
        elif any(self.masker.text(value) != value for value in values):
            self.refuse(step, "a value holds a secret, and no record may")

    def refuse(self, step: Step, reason: str) -> None:
        """Record neither this step nor any after it."""
        if self.recordable:
            self.recordable = False
            self.job.log.emit("not_cached", line=step.line, step=step.number, reason=reason)

    def keep(self, done: Done, group: asyncio.TaskGroup) -> None:
        """Write a step's snapshot and recording, while others run; `settle` waits for it."""
        self._writing = group.create_task(self._keep(done))

    async def write(self, commit: Callable[[], None], pause: float) -> None:
        """Write the files of a snapshot for which the machine stood still for `pause` seconds."""
        began = time.perf_counter()
        await asyncio.to_thread(commit)
        self.costs.append(Cost(pause, time.perf_counter() - began))

    async def settle(self) -> None:
        """Wait until the last snapshot's files are written and recorded."""
        if self._writing is not None:
            await self._writing
            self._writing = None

    async def _keep(self, done: Done) -> None:
        """Write the snapshot's files, then the recording: it is visible only when its snapshot is whole."""
        recordable, step = self.recordable, done.step
        if done.commit is not None:
            await self.write(done.commit, done.pause)
        if not recordable:
            return
        name = self.job.names[step.number]
        self.parent = self.request.records.add(
            identity=name,
            layerfile=step.layerfile,
            line=step.line,
            text=step.text,
            seconds=done.seconds,
            observations=await asyncio.to_thread(self._with_inherited, done),
            parent=self.parent,
            snapshot=done.snapshot,
            root=str(self.request.tree.root),
            values={**done.values, **self._branch(step)},
        )
        self.recorded.add(self.parent)
        self.mark_seen(step)
        self.job.log.emit("recorded", line=step.line, step=step.number, recording=self.parent, identity=name)

    def _branch(self, step: Step) -> dict[str, str]:
        """Of what is shown outside, the branch that it is of."""
        is_shown = step.directive.keyword.startswith("EXPOSE")
        return of_branch(self.request.variables.get("GIT_BRANCH", "")) if is_shown else {}

    def _with_inherited(self, done: Done) -> list[Observation]:
        """What the step depends on: besides what it saw, what the run saw in whose machine it began."""
        before, number = self.job.origin.again, done.step.number
        if before is None or number != self.job.origin.after:
            return done.observations
        placed = PlacedTree(placements(self.job.lane.lane, self.source.tree, number), self.source.tree)
        return inherited(before, done.observations, placed)


def _looked_for_in_vain(observations: Iterable[Observation]) -> set[str]:
    """Names that only the machine knows: all others that were observed are those of the tree."""
    return {posixpath.basename(path) for _, path, value in observations if value == ABSENT}
