"""What may start next, of tasks that need each other: a value that never changes, and the steps from one to the next.

Nothing here knows what a task is, how long it takes, or what time it is. A task waits until all that it needs has
passed; then it may start when there is room for it; then it has passed or not. What needs one that has not passed
is skipped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from layerfile.rings import levels, reverse


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do. `needs` are the names of tasks that must have passed before; `memory` is in bytes."""

    name: str
    needs: tuple[str, ...] = ()
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """How far it is. `skipped` says of each task that never starts which one it is that did not pass, or ""
    where all was stopped; a task that is in none of the four has not begun.

    `heights`: how many tasks follow one another from each to the last that needs it.
    """

    tasks: Mapping[str, Task]
    heights: Mapping[str, int]
    running: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    skipped: Mapping[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The tasks that have not begun and may still."""
        begun = self.running | self.passed | self.failed | self.skipped.keys()
        return tuple(name for name in self.tasks if name not in begun)

    @property
    def is_over(self) -> bool:
        """Whether nothing runs and nothing will."""
        return not self.running and not self.waiting


def begin(tasks: Iterable[Task]) -> Schedule:
    """The schedule in which nothing has begun. Raises ValueError if tasks need each other, or one that is not there."""
    by_name = {task.name: task for task in tasks}
    for task in by_name.values():
        for name in task.needs:
            if name not in by_name:
                raise ValueError(f"{task.name} needs {name}, which is no task")
    needs = {name: task.needs for name, task in by_name.items()}
    groups = levels(reverse(needs))
    if sum(map(len, groups)) < len(by_name):
        raise ValueError("some tasks need each other")
    return Schedule(by_name, {name: height for height, group in enumerate(groups) for name in group})


def to_start(schedule: Schedule, jobs: int, free: int) -> tuple[str, ...]:
    """The tasks to start now, where `jobs` may run at a time and `free` bytes are left beside those that run.

    Those with most behind them come first. A small one may start before a large one that has no room yet, but when
    nothing runs, one starts whatever there is: else it never would.
    """
    chosen: list[str] = []
    for name in sorted(_ready(schedule), key=lambda name: (-schedule.heights[name], name)):
        if len(schedule.running) + len(chosen) >= jobs:
            break
        memory = schedule.tasks[name].memory
        if memory <= free or not (schedule.running or chosen):
            chosen.append(name)
            free -= memory
    return tuple(chosen)


def started(schedule: Schedule, name: str) -> Schedule:
    """After a task has begun."""
    return replace(schedule, running=schedule.running | {name})


def ended(schedule: Schedule, name: str, passed: bool) -> Schedule:
    """After a task has ended, begun or not: one that cannot even begin has not passed."""
    schedule = replace(schedule, running=schedule.running - {name})
    if passed:
        return replace(schedule, passed=schedule.passed | {name})
    schedule = replace(schedule, failed=schedule.failed | {name})
    waiting = set(schedule.waiting)
    lost = {other: name for other in _all_that_need(schedule, name) if other in waiting}
    return replace(schedule, skipped={**schedule.skipped, **lost})


def stopped(schedule: Schedule) -> Schedule:
    """After it was decided that nothing starts any more."""
    return replace(schedule, skipped={**schedule.skipped, **dict.fromkeys(schedule.waiting, "")})


def _ready(schedule: Schedule) -> Iterator[str]:
    for name in schedule.waiting:
        if schedule.passed.issuperset(schedule.tasks[name].needs):
            yield name


def _all_that_need(schedule: Schedule, name: str) -> Collection[str]:
    needed_by = reverse({task.name: task.needs for task in schedule.tasks.values()})
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        for other in needed_by[waiting.pop()]:
            if other not in found:
                found[other] = None
                waiting.append(other)
    return found.keys()
