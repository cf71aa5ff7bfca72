"""Time that is up."""

from __future__ import annotations

import asyncio

import pytest

from layer_runner.run.deadlines import Deadlines, TimedOut

_STARTED = {"event": "step_started", "step": 3, "line": 4}
_FINISHED = {"event": "step_finished", "step": 3, "line": 4}


async def test_what_is_done_in_time_is_what_it_comes_to() -> None:
    async def work() -> str:
        deadlines.see(_STARTED)
        deadlines.see(_FINISHED)
        return "done"

    deadlines = Deadlines(60, 60)
    assert await deadlines.keep(work()) == "done"


async def test_a_run_ends_when_its_time_is_up() -> None:
    with pytest.raises(TimedOut, match=r"after 0\.05 s \(--timeout\)"):
        await Deadlines(0.05).keep(asyncio.sleep(60))


async def test_a_step_ends_when_its_time_is_up_and_is_named() -> None:
    async def work() -> None:
        deadlines.see(_STARTED)
        await asyncio.sleep(60)

    deadlines = Deadlines(step=0.05)
    with pytest.raises(TimedOut, match=r"line 4 was not done after 0\.05 s \(--step-timeout\)"):
        await deadlines.keep(work())


async def test_each_step_has_its_own_time() -> None:
    async def work() -> None:
        for _ in range(4):
            deadlines.see(_STARTED)
            await asyncio.sleep(0.1)
            deadlines.see(_FINISHED)
        await asyncio.sleep(0.3)

    deadlines = Deadlines(step=0.25)
    await deadlines.keep(work())


async def test_of_shards_the_one_that_began_first_counts() -> None:
    async def work() -> None:
        deadlines.see({**_STARTED, "shard": 0})
        await asyncio.sleep(0.1)
        deadlines.see({**_STARTED, "shard": 1, "line": 5})
        deadlines.see({**_FINISHED, "shard": 0})
        await asyncio.sleep(60)

    deadlines = Deadlines(step=0.2)
    with pytest.raises(TimedOut, match="line 5"):
        await deadlines.keep(work())


async def test_an_error_while_it_is_ended_does_not_hide_that_time_was_up() -> None:
    async def work() -> None:
        try:
            deadlines.see(_STARTED)
            await asyncio.sleep(60)
        finally:
            deadlines.see(_FINISHED)
            raise OSError("the machine went away")

    deadlines = Deadlines(step=0.05)
    with pytest.raises(TimedOut, match="line 4"):
        await deadlines.keep(work())


async def test_other_errors_are_what_they_are() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Deadlines(60, 60).keep(work())


async def test_the_time_in_which_somebody_is_asked_does_not_count() -> None:
    deadlines = Deadlines(run=0.3)

    async def work() -> str:
        deadlines.see({"event": "failure_waiting"})
        deadlines.see({"event": "failure_waiting"})
        await asyncio.sleep(0.5)
        deadlines.see({"event": "failure_answered"})
        return "done"

    assert await deadlines.keep(work()) == "done"


async def test_after_the_answer_what_was_left_of_it_is_left() -> None:
    deadlines = Deadlines(run=0.1)

    async def work() -> None:
        deadlines.see({"event": "failure_waiting"})
        deadlines.see({"event": "failure_answered"})
        await asyncio.sleep(60)

    with pytest.raises(TimedOut, match="--timeout"):
        await deadlines.keep(work())
