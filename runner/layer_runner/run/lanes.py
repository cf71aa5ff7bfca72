"""Runs the lanes of a program: each when the one that it forks off from has come to its SPLIT, all those side by side.

What there is to do is in the prediction; who does it in a machine is a `Crew`. So there is no libvirt here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from layer_cache.checkpoints import is_run
from layer_cache.prediction import LanePrediction, StepPrediction
from layer_cache.records import Recording
from layer_runner.errors import first
from layer_runner.run.events import Log, hit, step_finished
from layer_runs.folder import Shard


class StepFailed(Exception):
    """A step of the Layerfile ended with an error; the event log has said so."""


class Again(StepFailed):
    """The same; and who was asked wants the run to go on from a new plan when the other machines are done."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a machine starts from: `snapshot` (None: the image's), taken by the step at `line`.

    `after` is the number of the first step that it does not hold. A recording of the next RUN has the parent `parent`;
    there is none if the chain is not `recordable`. `again` is the recording of that very step which left the snapshot,
    if it goes on from its own last run (RUN REPEATABLE). `computed` are the values that commands of ENV gave to
    variables in it. `caches` is the disk with the directories of CACHE of the machine before, if one ran in this run.
    """

    snapshot: str | None = None
    line: int = 0
    after: int = 0
    parent: int | None = None
    recordable: bool = True
    again: Recording | None = None
    computed: Mapping[str, str] = field(default_factory=dict)
    caches: Path | None = None

    @classmethod
    def of(cls, lane: LanePrediction) -> Origin | None:
        """What the prediction names for a lane: `end` for those below it, or `restore` for its own machine."""
        again = lane.again
        if again is not None and again.again is not None:
            last = again.again
            return cls(last.snapshot, last.line, again.step.number, last.parent, again=last)
        recording = lane.end if lane.is_whole else lane.restore
        for step in lane.steps:
            if recording is not None and step.recording == recording:
                return cls(recording.snapshot, recording.line, step.step.number + 1, recording.id)
        return None


@dataclass
class Fork:
    """So many machines that start from one `origin`. `log` is told once, when all have done a first command."""

    origin: Origin
    machines: int
    log: Log
    began: float = field(default_factory=time.perf_counter)
    memory: list[tuple[int, int]] = field(default_factory=list)

    def first_command(self, unshared: int, translated: int) -> None:
        """A machine has done its first command. While it was idle, `unshared` bytes of memory were only its own; of
        those, `translated` were code that software emulation had made.
        """
        self.memory.append((unshared, translated))
        if len(self.memory) == self.machines:
            unshared, translated = max(self.memory)
            self.log.emit(
                "forked",
                line=self.origin.line,
                snapshot=self.origin.snapshot,
                machines=self.machines,
                seconds=round(time.perf_counter() - self.began, 4),
                unshared=unshared,
                translated=translated,
            )


@dataclass(frozen=True, slots=True)
class Job:
    """A lane to be done in a machine. `names` are the identities of all its steps, those of earlier lanes too."""

    lane: LanePrediction
    names: tuple[str, ...]
    origin: Origin
    fork: Fork | None
    log: Log


class Crew(Protocol):
    """Who starts machines."""

    async def work(self, job: Job) -> Origin:
        """Do a lane; what those below it start from. Raises StepFailed, or Again."""

    async def share(self, origin: Origin) -> None:
        """See to it that machines which start from `origin` share their memory."""

    def computed(self, done: Iterable[StepPrediction], before: Mapping[str, str]) -> Mapping[str, str]:
        """The values of `before` and those that the commands of ENV gave to variables in these steps, all hits."""


class Lanes:
    """Runs a tree of lanes, at most `room` machines at once. A shard that fails lets the others go on, unless it
    `stops_others`. `again` is known at the end: whether a new plan is wanted.
    """

    def __init__(self, crew: Crew, log: Shards, room: int, stops_others: bool = False) -> None:
        self._crew = crew
        self._log = log
        self._room = asyncio.Semaphore(room)
        self._stops_others = stops_others
        self._is_over = False
        self.again = False

    async def run(self, root: LanePrediction, origin: Origin) -> bool:
        """Run all; whether every step of every lane passed."""
        try:
            return await self._lane(root, (), origin, None)
        except Exception as error:
            # Raised to stop the others.
            if not isinstance(first(error), StepFailed):
                raise
            return False

    async def _lane(
        self, lane: LanePrediction, before: tuple[StepPrediction, ...], origin: Origin, fork: Fork | None
    ) -> bool:
        """Run a lane, which comes after the steps `before`, and those below it."""
        log = self._log.of(lane.lane.shard)
        steps = before + lane.steps
        predicted = Origin.of(lane)
        if predicted is not None:
            computed = self._crew.computed(steps[origin.after : predicted.after], origin.computed)
            origin, fork = replace(predicted, computed=computed, caches=origin.caches), None
        if lane.is_whole:
            for step in lane.steps:
                hit(log, step)
            for step in lane.skipped:
                step_finished(log, step.step, "skipped", 0.0)
        else:
            try:
                names = tuple(step.identity for step in steps)
                origin = await self._work(Job(lane, names, origin, fork, log))
            except Again:
                self.again = True
                return False
            except StepFailed:
                self._skip(lane.lanes)
                if self._stops_others:
                    raise
                return False
            fork = None
        return await self._below(lane, steps, origin, fork)

    async def _work(self, job: Job) -> Origin:
        """Do a lane as soon as there is room for its machine. Raises StepFailed, or Again."""
        async with self._room:
            if self._is_over:
                # A machine that is over has made room, and those who waited for it are not told yet.
                raise StepFailed
            try:
                return await self._crew.work(job)
            except Exception as error:
                cause = first(error)
                if not isinstance(cause, StepFailed):
                    raise
                self._is_over = self._stops_others and not isinstance(cause, Again)
                raise cause from None

    async def _below(
        self, lane: LanePrediction, steps: tuple[StepPrediction, ...], origin: Origin, fork: Fork | None
    ) -> bool:
        machines = sum(map(starting, lane.lanes))
        if fork is None and machines > 1:
            fork = Fork(origin, machines, self._log.of(None))
            await self._crew.share(origin)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._lane(below, steps, origin, fork)) for below in lane.lanes]
        return all(task.result() for task in tasks)

    def _skip(self, lanes: Iterable[LanePrediction]) -> None:
        for lane in lanes:
            for step in (*lane.steps, *lane.skipped):
                step_finished(self._log.of(lane.lane.shard), step.step, "skipped", 0.0)
            self._skip(lane.lanes)


class Shards(Protocol):
    """A log with a part for each shard."""

    def of(self, shard: Shard) -> Log:
        """Where a shard's events go; None before any SPLIT."""


def origins(lane: LanePrediction) -> frozenset[str]:
    """The snapshots that machines of a lane and of those below start from, as far as the prediction names them."""
    found = frozenset[str]().union(*map(origins, lane.lanes))
    origin = Origin.of(lane)
    needed = not lane.is_whole or any(map(starting, lane.lanes))
    return found | {origin.snapshot} if needed and origin is not None and origin.snapshot is not None else found


def starting(lane: LanePrediction) -> int:
    """How many machines start from where the lane forks off: its own, or those of lanes below it."""
    if not lane.is_whole:
        return 1 if lane.restore is None else 0
    if any(is_run(step.step) for step in lane.steps):
        return 0
    return sum(map(starting, lane.lanes))
