"""How many machines run at once."""

from __future__ import annotations

import pytest

from layer_runner.run.capacity import PER_PROCESSOR, RESERVE, VARIABLE, Host, room, this_host

GB = 1024**3


@pytest.mark.parametrize(
    ("host", "memory", "wanted"),
    [
        (Host(2, 100 * GB), GB, 2 * PER_PROCESSOR),
        (Host(64, 9 * GB + RESERVE), 2 * GB, 4),
        (Host(4, RESERVE // 2), GB, 1),
        (Host(4, 0), GB, 1),
        (Host(2, 0, wanted=40), GB, 40),
        (Host(2, 100 * GB, wanted=0), GB, 1),
    ],
)
def test_processors_and_memory_bound_it_and_one_can_always_run(host: Host, memory: int, wanted: int) -> None:
    assert room(host, memory) == wanted


def test_this_host_has_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    host = this_host()
    assert host.processors >= 1
    assert host.available > 0
    assert host.wanted is None


def test_a_person_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "3")
    assert this_host().wanted == 3
    monkeypatch.setenv(VARIABLE, "many")
    assert this_host().wanted is None
