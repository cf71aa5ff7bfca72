"""Two runs, step by step: what became of the same step in each."""

from __future__ import annotations

from difflib import SequenceMatcher

from msgspec import Struct

from layer_runs.state import Run, Step

#: Two times of one step differ where both of these are exceeded: a part of the shorter one, and seconds.
TIME_RATIO = 0.2
TIME_SECONDS = 0.2


class Pair(Struct, frozen=True):
    """The same step in two runs, or a step that only one of them has."""

    a: Step | None
    b: Step | None

    @property
    def step(self) -> Step:
        """The step, of the later run where both have it."""
        step = self.b or self.a
        assert step is not None
        return step

    @property
    def differs_in_verdict(self) -> bool:
        """Whether something else became of it. A step that one run lacks differs; one that costs nothing does not for
        being done for the first time.
        """
        if self.a is None or self.b is None:
            return True
        if self.a.predicted == self.b.predicted == "free" and {self.a.verdict, self.b.verdict} == {"hit", "ran"}:
            return False
        return _ending(self.a) != _ending(self.b)

    @property
    def differs_in_time(self) -> bool:
        """Whether it ran in both, and took notably longer in one."""
        if self.a is None or self.b is None or not {self.a.verdict, self.b.verdict} <= {"ran", "failed"}:
            return False
        shorter, longer = sorted((self.a.seconds or 0.0, self.b.seconds or 0.0))
        return longer - shorter > max(TIME_SECONDS, TIME_RATIO * shorter)


def _ending(step: Step) -> tuple[object, ...]:
    exits = [(each.exit, each.signal) for each in step.executions if each.verdict == "failed"]
    return step.phase, step.verdict, exits


def compare(a: Run, b: Run) -> tuple[Pair, ...]:
    """The steps of both runs in order. The same step is one with the same text in the same file: lines may move."""
    keys_a, keys_b = ([(step.layerfile, step.text) for step in run.steps] for run in (a, b))
    pairs: list[Pair] = []
    for word, begin_a, end_a, begin_b, end_b in SequenceMatcher(None, keys_a, keys_b, autojunk=False).get_opcodes():
        if word == "equal":
            pairs += map(Pair, a.steps[begin_a:end_a], b.steps[begin_b:end_b])
        else:
            pairs += [Pair(step, None) for step in a.steps[begin_a:end_a]]
            pairs += [Pair(None, step) for step in b.steps[begin_b:end_b]]
    return tuple(pairs)
