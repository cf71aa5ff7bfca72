"""A run's log becomes values that are told seldom enough."""

from __future__ import annotations

import threading
from pathlib import Path

from layer_runs.folder import create_log
from layer_runs.state import Run
from layer_tui.following import SELDOM, Follower, Teller
from layer_tui.pacing import Pace
from layer_tui.seen import Seen, clock_of
from tests.runs.playbook import line

from .told import BEGUN, PASSED, SNAPSHOTTED, play, write

ALL = [*BEGUN, *SNAPSHOTTED, *PASSED]


def _follow(folder: Path, pace: Pace | None = None) -> list[Seen]:
    told: list[Seen] = []
    ended = threading.Event()

    def tell(seen: Seen) -> None:
        told.append(seen)
        if seen.caught_up and not seen.goes_on:
            ended.set()

    follower = Follower(folder, tell, pace)
    follower.start()
    assert ended.wait(20)
    follower.stop()
    return told


def test_an_old_run_is_told_as_it_ended(tmp_path: Path) -> None:
    told = _follow(write(tmp_path / "r1", *ALL))
    assert told[-1].run == play(*ALL)
    assert told[-1].clock == 8.0


def test_a_run_that_goes_on_is_told_as_it_goes_on(tmp_path: Path) -> None:
    told: list[Seen] = []
    news = threading.Condition()

    def tell(seen: Seen) -> None:
        with news:
            told.append(seen)
            news.notify_all()

    with create_log(tmp_path / "r1") as log:
        log.writelines(line(record).decode() for record in BEGUN)
        log.flush()
        follower = Follower(tmp_path / "r1", tell)
        follower.start()
        with news:
            assert news.wait_for(lambda: bool(told) and told[-1].run.steps[3].phase == "running", 20)
            assert told[-1].goes_on
        log.writelines(line(record).decode() for record in [*SNAPSHOTTED, *PASSED])
        log.flush()
        with news:
            assert news.wait_for(lambda: told[-1].run.result == "passed", 20)
    follower.stop()


def test_a_run_that_died_is_told_to_have(tmp_path: Path) -> None:
    assert _follow(write(tmp_path / "r1", *BEGUN))[-1].run.result == "died"


def test_a_replay_tells_the_same_in_the_end(tmp_path: Path) -> None:
    told = _follow(write(tmp_path / "r1", *ALL), Pace(100.0))
    assert told[-1].run == play(*ALL)
    assert told[-1].speed is None
    assert {seen.speed for seen in told[:-1]} <= {100.0}


def test_output_alone_is_told_seldom_and_the_last_of_it_always() -> None:
    told: list[float] = []
    now = 0.0
    teller = Teller(lambda seen: told.append(seen.clock), lambda: now)
    for step in range(10):
        now = step * 0.05
        teller.offer(Seen(clock=now), True, False)
    teller.offer(Seen(clock=99.0), True, True)
    assert told == [0.0, 0.25, 99.0]
    teller.offer(Seen(clock=100.0), True, False)
    now += 2 * SELDOM
    teller.offer(Seen(clock=101.0), False, False)
    assert told[-1] == 100.0


def test_the_clock_goes_on_with_the_run_and_stops_with_it() -> None:
    run = play(*BEGUN)
    assert clock_of(run, 1_000_000_010.0) == 10.0
    assert clock_of(run, 999_999_990.0) == 2.0
    assert clock_of(play(*ALL), 2_000_000_000.0) == 8.0
    assert clock_of(Run(), 5.0) == 0.0
