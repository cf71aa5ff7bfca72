"""The steps of a run as its machines do them: SPLIT makes a lane into several, each of which goes on with the rest."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from layerfile import skipping
from layerfile.context import NO_VARIABLES, Context, apply, split
from layerfile.directives import Directive, SkipRemainingIf, Split
from layerfile.parsing import Layerfile
from layerfile.problems import Problem

#: Machines that the SPLITs of a Layerfile and its parents may make in all, and SPLITs below one another.
MOST_MACHINES = 1024
MOST_SPLITS = 16


@dataclass(frozen=True, slots=True)
class Step:
    """One directive of a program, in one shard; `values` are those of its arguments (see `context.Applied`).

    `number` counts from 0 in the program. `layerfile` and `folder` (relative to the tree's root,
    "" for the root itself) say where it stands. `context` is in force before it. `own`: in the
    Layerfile that was asked for, not in a parent of it. `shard` is its lane's.
    """

    number: int
    layerfile: str
    folder: str
    directive: Directive
    context: Context
    values: tuple[str, ...] = ()
    own: bool = True
    shard: int | None = None

    @property
    def line(self) -> int:
        """The line in its Layerfile, from 1."""
        return self.directive.span.start.line

    @property
    def text(self) -> str:
        """As a person would show it."""
        return self.directive.text

    @property
    def normalised(self) -> str:
        """What its identity is made of."""
        return self.directive.normalised


@dataclass(frozen=True, slots=True)
class Lane:
    """What one machine does: the steps to the next SPLIT, to a SKIP REMAINING IF that holds (both included), or to the
    end.

    `shard` tells it from the lanes beside it, from 0 and through all SPLITs before it; None before any. `steps` begin
    with those of the lanes that it came from; its own are those from index `first` on. `lanes` are its copies.
    `skipped` are the steps after a SKIP REMAINING IF whose conditions hold, and `skipped_because` says in words why.
    """

    shard: int | None
    steps: tuple[Step, ...]
    first: int
    lanes: tuple[Lane, ...] = ()
    skipped: tuple[Step, ...] = ()
    skipped_because: str = ""

    @property
    def own(self) -> tuple[Step, ...]:
        """The steps that are not those of an earlier lane."""
        return self.steps[self.first :]

    def leaves(self) -> Iterator[Lane]:
        """The lanes below it that go to the end, in the order of their shards; itself if it does."""
        if not self.lanes:
            yield self
        for lane in self.lanes:
            yield from lane.leaves()

    def until(self, number: int) -> Lane:
        """The same without the steps after `number`, and without the lanes to which none is left."""
        lanes = tuple(lane.until(number) for lane in self.lanes if lane.first <= number)
        skipped = tuple(step for step in self.skipped if step.number <= number)
        return replace(self, steps=self.steps[: number + 1], lanes=lanes, skipped=skipped)


def unroll(layerfiles: Sequence[Layerfile], variables: Mapping[str, str] | None = None) -> tuple[Lane, list[Problem]]:
    """The lanes of a Layerfile and its parents, the root parent's first, and what is wrong with their steps.

    `variables` are the run's (`layerfile.variables`). Without, no SKIP REMAINING IF is looked at.
    """
    places = [(layerfile, directive) for layerfile in layerfiles for directive in layerfile.directives]
    problems = list(_too_many(places))
    unrolling = _Unrolling(places, variables, split=not problems, last=layerfiles[-1])
    lane = unrolling.lane((), Context(), None)
    # What is wrong with a step is mostly wrong in all of its shards.
    return lane, [*problems, *dict.fromkeys(unrolling.problems)]


def _too_many(places: Sequence[tuple[Layerfile, Directive]]) -> Iterator[Problem]:
    machines, count = 1, 0
    for layerfile, directive in places:
        if isinstance(directive, Split):
            machines, count = machines * (directive.number or 1), count + 1
            if machines > MOST_MACHINES or count > MOST_SPLITS:
                made = f"{machines} machines by {count} SPLITs"
                message = f"that makes {made}; at most {MOST_MACHINES} machines and {MOST_SPLITS} SPLITs can be"
                yield Problem("split-too-many", "error", message, directive.span, layerfile.path)
                return


class _Unrolling:
    """Makes lanes, and collects `problems`. Without `split` there is one lane, the first shard of all."""

    def __init__(
        self,
        places: Sequence[tuple[Layerfile, Directive]],
        variables: Mapping[str, str] | None,
        split: bool,
        last: Layerfile,
    ) -> None:
        self._places = places
        self._variables = variables
        self._split = split
        self._last = last
        self.problems: list[Problem] = []

    def lane(self, before: tuple[Step, ...], context: Context, shard: int | None) -> Lane:
        """The lane that goes on after the steps `before`."""
        steps: list[Step] = list(before)
        skipped: list[Step] = []
        because = ""
        for layerfile, directive in self._places[len(before) :]:
            step, after = self._step(len(steps) + len(skipped), layerfile, directive, context, shard)
            if because:
                # It is looked at as the first shard would have it.
                skipped.append(step)
                context = split(after, directive, 0) if isinstance(directive, Split) else after
                continue
            steps.append(step)
            if isinstance(directive, Split):
                if self._split:
                    return self._forked(tuple(steps), len(before), after, directive, shard)
                after = split(after, directive, 0)
            because = self._stops(step)
            context = after
        return Lane(shard, tuple(steps), len(before), (), tuple(skipped), because)

    def _forked(
        self, done: tuple[Step, ...], first: int, context: Context, directive: Split, shard: int | None
    ) -> Lane:
        count = directive.number or 1
        numbers = range((shard or 0) * count, (shard or 0) * count + count)
        lanes = (self.lane(done, split(context, directive, index), number) for index, number in enumerate(numbers))
        return Lane(shard, done, first, tuple(lanes))

    def _step(
        self, number: int, layerfile: Layerfile, directive: Directive, context: Context, shard: int | None
    ) -> tuple[Step, Context]:
        """A step, and what is in force after it."""
        variables = NO_VARIABLES if self._variables is None else self._variables
        applied = apply(directive, context, layerfile.path, variables)
        self.problems += applied.problems
        if isinstance(directive, SkipRemainingIf):
            self.problems += skipping.undecidable(directive, context, layerfile.path)
        folder, own = posixpath.dirname(layerfile.path), layerfile is self._last
        step = Step(number, layerfile.path, folder, directive, context, applied.values, own, shard)
        return step, applied.context

    def _stops(self, step: Step) -> str:
        """Why nothing after this step is done, in words; "" where it goes on. What cannot be decided is a problem."""
        skip = step.directive
        if self._variables is None or not isinstance(skip, SkipRemainingIf):
            return ""
        if any(skipping.undecidable(skip, step.context, "")) or not skipping.holds(skip, step.context, self._variables):
            return ""
        said = skipping.said(skip, step.context, self._variables)
        return f"line {step.line} of {step.layerfile} stops the run: {said}"
