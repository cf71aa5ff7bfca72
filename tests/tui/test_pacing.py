"""When replayed events are due."""

from __future__ import annotations

from layer_runs.events import of_record
from layer_tui.pacing import SPEEDS, Pace

from .told import BEGUN, PASSED


def _pace(speed: float) -> Pace:
    pace = Pace(speed)
    pace.put(map(of_record, [*BEGUN, *PASSED]))
    return pace


def test_events_come_when_they_came_then() -> None:
    pace = _pace(2.0)
    assert len(pace.advance(0.0)) == 1
    assert [event.at for event in pace.advance(0.6)] == [1.0, 1.2, 1.2, 1.2, 1.2]
    assert pace.clock == 1.2
    assert not pace.is_empty


def test_nothing_comes_while_it_is_paused() -> None:
    pace = _pace(1.0)
    pace.paused = True
    assert pace.advance(100.0) == []
    pace.paused = False
    assert len(pace.advance(100.0)) == 10


def test_as_fast_as_can_be_is_all_at_once() -> None:
    pace = _pace(float("inf"))
    assert len(pace.advance(0.0)) == 10
    assert (pace.is_empty, pace.clock) == (True, 8.0)


def test_that_it_died_comes_when_all_else_was_told() -> None:
    pace = Pace(1.0)
    pace.put([of_record(BEGUN[1]), of_record({"event": "run_died"})])
    assert pace.advance(0.5) == []
    assert len(pace.advance(0.6)) == 2


def test_speeds_have_an_end() -> None:
    pace = Pace(1.0)
    for _ in range(20):
        pace.faster()
    assert pace.speed == SPEEDS[-1]
    for _ in range(20):
        pace.slower()
    assert pace.speed == SPEEDS[0]
