"""What is worked out beside the editor's requests: never shown for another state than it was made for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from layer_server import background
from layer_server.background import Background

PATIENCE = 10.0


@pytest.fixture
def worker() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as found:
        yield found


async def test_a_value_on_its_way_is_not_there_yet(worker: ThreadPoolExecutor) -> None:
    """Who asks a second time for a new state is not given what held for the old one."""
    now, may_go_on = ["old"], threading.Event()

    def make(_key: str) -> str:
        assert may_go_on.wait(PATIENCE)
        return now[0]

    values: Background[str, str] = Background(worker, make, lambda _key: None)
    may_go_on.set()
    assert await values.fresh("key", (1,), PATIENCE) == "old"
    may_go_on.clear()
    now[0] = "new"
    assert values.of("key", (2,)) == ("old", False)
    assert values.of("key", (2,)) == ("old", False)
    assert await values.fresh("key", (2,), 0.01) is None
    may_go_on.set()
    assert await values.fresh("key", (2,), PATIENCE) == "new"
    assert values.of("key", (2,)) == ("new", True)


async def test_what_is_overtaken_is_not_answered(worker: ThreadPoolExecutor) -> None:
    """Who waits while something newer is asked for is given that, not what was there before."""
    numbers = iter(range(10))
    may_go_on = threading.Event()

    def make(_key: str) -> int:
        number = next(numbers)
        assert may_go_on.wait(PATIENCE)
        return number

    values: Background[str, int] = Background(worker, make, lambda _key: None)
    may_go_on.set()
    assert await values.fresh("key", (1,), PATIENCE) == 0
    may_go_on.clear()
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(values.fresh("key", (2,), PATIENCE))
        await asyncio.sleep(0)
        values.of("key", (3,))
        may_go_on.set()
    assert waiting.result() != 0


async def test_what_takes_longer_than_anybody_waits_is_shown_in_the_end(
    worker: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no value holds, a person who hovers again and again would else never see one."""
    monkeypatch.setattr(background, "SLOW", 0.02)
    count = 0

    def make(_key: str) -> str:
        nonlocal count
        count += 1
        # Stands for a large repository.
        threading.Event().wait(0.3)
        return "value"

    values: Background[str, str] = Background(worker, make, lambda _key: None, lambda: 0.0)
    async with asyncio.timeout(PATIENCE):
        while await values.fresh("key", (1,), 0.05) is None:
            pass
    assert count <= 2


async def test_where_no_value_holds_each_question_is_answered_anew(worker: ThreadPoolExecutor) -> None:
    numbers = iter(range(10))
    values: Background[str, int] = Background(worker, lambda _key: next(numbers), lambda _key: None, lambda: 0.0)
    found = [await values.fresh("key", (1,), PATIENCE) for _ in range(3)]
    assert found == [0, 1, 2]
