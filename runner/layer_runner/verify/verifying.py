"""Does stretches again and says how what they left compares with what is recorded. Only acts: see `comparison`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace

from layer_cache import images as known_images
from layer_cache import snapshots
from layer_cache.checkpoints import is_run
from layer_cache.errors import StoreError
from layer_cache.placement import mounts, placements
from layer_cache.prediction import Prediction, StepPrediction
from layer_cache.recorded_values import computed_of
from layer_cache.records import Recording, Records
from layer_cache.state import State
from layer_cache.tree import SourceTree
from layer_runner.engine.connection import connect
from layer_runner.errors import EngineError, first
from layer_runner.images import build as images
from layer_runner.run.environment import computed_by
from layer_runner.run.fleet import fleet
from layer_runner.verify import comparison, reads
from layer_runner.verify.comparison import Difference, Left, Outcome
from layer_runner.verify.listing import telling, watched_in_order
from layer_runner.verify.machines import Bench, Done, Scratch, scratch
from layer_runner.verify.stretches import Skipped, Stretch, plan
from layerfile.lanes import Lane
from layerfile.program import Program

#: A step may take so many times what it took when it was recorded, and this many seconds more, before it counts as one
#: that does not end.
PATIENCE = 10
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a step."""

    step: StepPrediction
    outcome: Outcome


#: Whether a step printed this when it was recorded; None where that is not known any more.
Printed = Callable[[Recording, bytes], bool | None]


def planned(prediction: Prediction, state: State, image: str, memory: int) -> list[Stretch | Skipped]:
    """What there is to do again of a prediction that was made for an image and so many bytes of memory."""

    def is_restorable(snapshot: str) -> bool:
        return snapshots.refusal(state, snapshot) is None

    def came_from(snapshot: str) -> str | None:
        manifest = snapshots.read(state, snapshot)
        return None if manifest is None else manifest.parent

    bases = [one.snapshot for one in known_images.booted(state) if (one.image, one.memory) == (image, memory)]
    base = next((one for one in reversed(bases) if is_restorable(one)), None)
    return plan(prediction, base, is_restorable, came_from)


@dataclass(frozen=True)
class Subject:
    """What is verified: a program, its files, what is recorded, the variables that a run would bring, and of each
    secret that it names the value, by its name.
    """

    program: Program
    state: State
    tree: SourceTree
    records: Records
    variables: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


async def verify(
    subject: Subject,
    todo: Sequence[Stretch | Skipped],
    printed: Printed,
    tell: Callable[[Verdict], None],
    begin: Callable[[Stretch], None],
) -> None:
    """Do all of it, one after the other, and tell the verdict on each step; `begin` hears what is done next.

    Raises EngineError, StoreError.
    """
    for one in todo:
        if isinstance(one, Skipped):
            tell(Verdict(one.step, Outcome(reason=one.reason)))
    stretches = [one for one in todo if isinstance(one, Stretch)]
    if not stretches:
        return
    image = images.installed(subject.state).get(subject.program.image)
    if image is None:
        raise EngineError(f"{subject.program.image} is not built on this machine any more")
    async with connect(subject.state) as connection:
        for one in stretches:
            begin(one)
            try:
                async with fleet() as machines:
                    bench = Bench(
                        connection, subject.state, image, machines, subject.tree, subject.variables, subject.values
                    )
                    verdicts = await _Again(bench, subject.records, one, printed).verdicts()
            except Exception as error:
                cause = first(error)
                if not isinstance(cause, EngineError | StoreError):
                    raise
                verdicts = [Verdict(step, Outcome(reason=str(cause))) for step in one.steps]
            for verdict in verdicts:
                tell(verdict)


@dataclass
class _Again:
    """One stretch, done again."""

    bench: Bench
    records: Records
    stretch: Stretch
    printed: Printed
    outcomes: list[Outcome] = field(default_factory=list)

    async def verdicts(self) -> list[Verdict]:
        """Do the stretch, and compare what it did and what it left. Raises EngineError."""
        stretch = self.stretch
        last = stretch.steps[-1].step.number
        async with self._machine(stretch.start, stretch.first) as machine:
            self.outcomes = await self._do(machine)
            complete = len(self.outcomes) == len(stretch.steps) and not self.outcomes[-1].ended
            if complete and stretch.end is not None:
                async with self._machine(stretch.end, last + 1) as recorded:
                    await self._compare(machine, recorded)
            elif complete:
                self._say(reason=stretch.reason)
        if not complete:
            await self._fail_again()
        steps = stretch.steps[: len(self.outcomes)]
        found = [Verdict(step, outcome) for step, outcome in zip(steps, self.outcomes, strict=True)]
        late = "a step before it, from the same snapshot, did not end as it did when it was recorded"
        return found + [Verdict(step, Outcome(reason=late)) for step in stretch.steps[len(found) :]]

    def _machine(self, snapshot: str, upto: int) -> AbstractAsyncContextManager[Scratch]:
        before = computed_by(self.stretch.before, {}, self.records, self.bench.variables)
        return scratch(self.bench, self.stretch.lane, snapshot, upto, before)

    def _say(self, **what: object) -> None:
        """Something about what the last step left."""
        self.outcomes[-1] = replace(self.outcomes[-1], **what)  # type: ignore[arg-type]

    async def _do(self, machine: Scratch) -> list[Outcome]:
        """Do all steps after the snapshot, until one does not end well."""
        outcomes: list[Outcome] = []
        hits = {hit.step.number: hit for hit in self.stretch.steps}
        for step in self.stretch.lane.steps[self.stretch.first : self.stretch.steps[-1].step.number + 1]:
            if not is_run(step):
                await machine.prepare(step)
                continue
            recording = hits[step.number].recording
            assert recording is not None
            began = time.perf_counter()
            done = await machine.do(step, PATIENCE * recording.seconds + PATIENCE_SECONDS)
            outcomes.append(self._outcome(recording, done, time.perf_counter() - began, machine.changed))
            if outcomes[-1].ended:
                break
        return outcomes

    def _outcome(self, recording: Recording, done: Done, seconds: float, changed: frozenset[str]) -> Outcome:
        reason = ""
        if changed:
            reason = f"changed while the machine read it: {', '.join(sorted(changed))}"
        elif done.lost:
            reason = "the machine lost track of what was read"
        # What a file was that changed meanwhile says nothing about the recording.
        told = () if reason else done.seen
        return Outcome(
            ended=_ended(done, recording),
            seconds=seconds,
            unknown=reads.unknown(recording.observations, told),
            unrepeated=() if reason else reads.unrepeated(recording.observations, told),
            differences=tuple(comparison.of_values(computed_of(self.records.values(recording.id)), done.values)),
            values=done.values,
            printed=self.printed(recording, done.printed),
            reason=reason,
        )

    async def _compare(self, machine: Scratch, recorded: Scratch) -> None:
        watched = _watched(self.stretch, self.bench.tree)
        async with asyncio.TaskGroup() as group:
            now = group.create_task(machine.left(watched))
            then = group.create_task(recorded.left(watched))
        before, after = then.result(), now.result()
        paths = comparison.touched(before.listing, after.listing)
        read = telling(comparison.to_read(paths, before.listing, after.listing), after.listing)
        async with asyncio.TaskGroup() as group:
            new = group.create_task(machine.digests(read, watched))
            old = group.create_task(recorded.digests(read, watched))
        before = Left(before.listing, old.result())
        after = Left(after.listing, new.result())
        found = comparison.differences(before, after, paths)
        self._say(files=len(paths), differences=(*self.outcomes[-1].differences, *found))
        if any(outcome.result == "differs" for outcome in self.outcomes):
            await self._tell_chance(watched, after, found)

    async def _fail_again(self) -> None:
        """Do the stretch a second time: what then ends well failed by chance."""
        async with self._machine(self.stretch.start, self.stretch.first) as second:
            outcomes = await self._do(second)
        failed = len(self.outcomes)
        if len(outcomes) >= failed and not outcomes[failed - 1].ended:
            self._say(ended_by_chance=True)

    async def _tell_chance(self, watched: tuple[str, ...], after: Left, found: list[Difference]) -> None:
        """Do the stretch a second time: where that differs from the first, it is by chance and not by the recording."""
        async with self._machine(self.stretch.start, self.stretch.first) as second:
            outcomes = await self._do(second)
            if len(outcomes) != len(self.outcomes) or outcomes[-1].ended:
                return
            listed = await second.left(watched)
            paths = [difference.path for difference in found]
            both = telling(comparison.to_read(paths, after.listing, listed.listing), listed.listing)
            third = Left(listed.listing, await second.digests(both, watched))
        chance = {one.path for one in comparison.differences(after, third, paths)}
        for index, (once, twice) in enumerate(zip(self.outcomes, outcomes, strict=True)):
            own = chance | {one.path for one in comparison.of_values(once.values, twice.values)}
            again = {(one.kind, one.path) for one in twice.unknown}
            self.outcomes[index] = replace(
                once,
                varying=frozenset(one for one in once.unknown if (one.kind, one.path) not in again),
                differences=tuple(replace(one, varies=one.path in own) for one in once.differences),
            )


def _ended(done: Done, recording: Recording) -> str:
    if done.late:
        return f"it did not end within {PATIENCE * recording.seconds + PATIENCE_SECONDS:.0f} s"
    if done.exit is None or done.exit.ok:
        return ""
    return f"it was ended by signal {done.exit.signal}" if done.exit.signal else f"exit status {done.exit.code}"


def _watched(stretch: Stretch, tree: SourceTree) -> tuple[str, ...]:
    """The watched folders of its machines, in the order in which they became that."""
    lane: Lane = stretch.lane
    upto = stretch.steps[-1].step.number + 1
    copies = [step.number for step in lane.steps[:upto] if step.directive.keyword in ("COPY", "CLONE")]
    return watched_in_order(mounts(placements(lane, tree, number + 1)) for number in copies)
