"""What may start next: by tables, and for any tasks there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_runner.group.schedule import Schedule, Task, begin, ended, started, stopped, to_start

DIAMOND = (Task("base"), Task("api", ("base",)), Task("web", ("base",)), Task("e2e", ("api", "web")))


def _after(schedule: Schedule, *names: str) -> Schedule:
    for name in names:
        schedule = ended(started(schedule, name), name, passed=True)
    return schedule


@pytest.mark.parametrize(
    ("passed", "running", "jobs", "wanted"),
    [
        ((), (), 4, ("base",)),
        ((), ("base",), 4, ()),
        (("base",), (), 4, ("api", "web")),
        (("base",), (), 1, ("api",)),
        (("base",), ("api",), 1, ()),
        (("base",), ("api",), 2, ("web",)),
        (("base", "api"), ("web",), 4, ()),
        (("base", "api", "web"), (), 4, ("e2e",)),
    ],
)
def test_what_needs_nothing_more_may_start(
    passed: tuple[str, ...], running: tuple[str, ...], jobs: int, wanted: tuple[str, ...]
) -> None:
    schedule = _after(begin(DIAMOND), *passed)
    for name in running:
        schedule = started(schedule, name)
    assert to_start(schedule, jobs, 2**40) == wanted


@pytest.mark.parametrize(
    ("memories", "free", "wanted"),
    [
        ((4, 4, 4), 12, ("a", "b", "c")),
        ((4, 4, 4), 11, ("a", "b")),
        ((9, 4, 4), 8, ("a",)),
        ((4, 9, 4), 8, ("a", "c")),
        ((9, 9, 9), 0, ("a",)),
        ((9, 9, 9), -5, ("a",)),
    ],
    ids=["all fit", "the last does not", "one always", "a small one may pass a large one", "one of none", "overdrawn"],
)
def test_memory_bounds_what_runs_side_by_side(memories: tuple[int, ...], free: int, wanted: tuple[str, ...]) -> None:
    schedule = begin(Task(name, memory=memory) for name, memory in zip("abc", memories, strict=True))
    assert to_start(schedule, 8, free) == wanted


def test_what_others_need_most_comes_first() -> None:
    chain = (Task("a"), Task("b"), Task("c", ("b",)), Task("d", ("c",)))
    assert to_start(begin(chain), 1, 0) == ("b",)


def test_all_that_needs_a_failed_one_is_skipped_and_knows_why() -> None:
    schedule = ended(started(begin(DIAMOND), "base"), "base", passed=False)
    assert schedule.skipped == {"api": "base", "web": "base", "e2e": "base"}
    assert schedule.is_over


def test_the_others_go_on_after_one_failed() -> None:
    schedule = started(started(_after(begin(DIAMOND), "base"), "api"), "web")
    schedule = ended(schedule, "api", passed=False)
    assert schedule.skipped == {"e2e": "api"}
    assert schedule.running == {"web"}
    assert ended(schedule, "web", passed=True).is_over


def test_what_was_skipped_keeps_its_first_reason() -> None:
    schedule = started(started(_after(begin(DIAMOND), "base"), "api"), "web")
    schedule = ended(ended(schedule, "api", passed=False), "web", passed=False)
    assert schedule.skipped == {"e2e": "api"}


def test_after_a_stop_nothing_starts_and_what_runs_ends() -> None:
    schedule = stopped(started(begin(DIAMOND), "base"))
    assert to_start(schedule, 4, 2**40) == ()
    assert not schedule.is_over
    schedule = ended(schedule, "base", passed=True)
    assert schedule.is_over
    assert to_start(schedule, 4, 2**40) == ()


@pytest.mark.parametrize(
    "tasks", [(Task("a", ("b",)), Task("b", ("a",))), (Task("a", ("a",)),), (Task("a", ("gone",)),)]
)
def test_what_could_never_end_is_refused(tasks: tuple[Task, ...]) -> None:
    with pytest.raises(ValueError, match="need"):
        begin(tasks)


@st.composite
def _tasks(draw: st.DrawFn) -> list[Task]:
    names = [f"t{number}" for number in range(draw(st.integers(0, 9)))]
    return [
        Task(
            name,
            tuple(draw(st.lists(st.sampled_from(names[:index]), unique=True))) if index else (),
            draw(st.integers(0, 10)),
        )
        for index, name in enumerate(names)
    ]


@given(_tasks(), st.integers(1, 4), st.integers(0, 20), st.data())
def test_for_any_tasks_limits_hold_parents_come_first_and_everything_ends(
    tasks: list[Task], jobs: int, budget: int, data: st.DataObject
) -> None:
    by_name = {task.name: task for task in tasks}
    schedule = begin(tasks)
    begun: list[str] = []
    while not schedule.is_over:
        used = sum(by_name[name].memory for name in schedule.running)
        for name in to_start(schedule, jobs, budget - used):
            assert set(by_name[name].needs) <= schedule.passed
            assert name not in begun
            begun.append(name)
            schedule = started(schedule, name)
        # Or this would never end.
        assert schedule.running
        assert len(schedule.running) <= jobs
        used = sum(by_name[name].memory for name in schedule.running)
        assert used <= budget or len(schedule.running) == 1
        name = data.draw(st.sampled_from(sorted(schedule.running)))
        schedule = ended(schedule, name, data.draw(st.booleans()))
        if data.draw(st.integers(0, 9)) == 0:
            schedule = stopped(schedule)
    kinds = [schedule.passed, schedule.failed, frozenset(schedule.skipped)]
    assert sum(map(len, kinds)) == len(tasks)
    assert frozenset().union(*kinds) == by_name.keys()
    for name, because in schedule.skipped.items():
        assert name not in begun
        assert because == "" or because in schedule.failed
