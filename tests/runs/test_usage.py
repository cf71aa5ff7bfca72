"""What machines used, in bounded memory."""

from __future__ import annotations

import time
from functools import reduce

import pytest

from layer_runs.events import Sample, of_record
from layer_runs.folding import fold, fold_all
from layer_runs.state import Run
from layer_runs.usage import LIMIT, Peak, Usage
from layer_runs.words import used

from .playbook import STARTED, play, sample, started


def _series(count: int) -> Usage:
    return Usage().plus(
        Sample(step=1, at=float(second), cpu=second % 2, memory=second, total=count, read=second, written=7)
        for second in range(count)
    )


def test_each_second_is_a_point_while_they_are_few() -> None:
    usage = _series(LIMIT)
    assert [point.at for point in usage.points] == [float(second) for second in range(LIMIT)]
    assert usage.stride == 1


@pytest.mark.parametrize("count", [LIMIT + 1, 3600, 36_000])
def test_hours_take_no_more_room_and_still_cover_the_whole(count: int) -> None:
    usage = _series(count)
    assert LIMIT // 2 <= len(usage.points) <= LIMIT
    assert sum(point.count for point in usage.points) == count
    assert {point.count for point in usage.points[:-1]} == {usage.stride}
    assert usage.points[-1].at == count - 1
    # The most memory stays, and means are those of what they stand for.
    assert max(point.memory for point in usage.points) == count - 1
    assert usage.points[0].cpu == 0.5
    assert usage.points[0].read == pytest.approx((usage.stride - 1) / 2)
    assert {point.written for point in usage.points} == {7}


def test_a_step_has_its_peak_and_each_machine_its_series() -> None:
    run = play(
        STARTED,
        started(1, shard=1),
        sample(1, shard=1, cpu=0.25, memory=300, at=2.0),
        sample(1, shard=0, at=2.5),
        sample(1, shard=1, at=3.0),
        sample(2, shard=1, memory=50, at=4.0),
    )
    assert [(usage.shard, usage.total, len(usage.points)) for usage in run.usage] == [(0, 400, 1), (1, 400, 3)]
    assert run.steps[1].executions[1].peak == Peak(0.5, 0.375, 300, 400, 6, 10, 2)
    assert run.steps[2].executions[0].peak == Peak(0.5, 0.5, 50, 400, 3, 5, 1)
    assert run.at == 4.0


def test_a_step_that_begins_again_has_used_nothing_yet() -> None:
    run = play(STARTED, started(1), sample(1, at=2.0), started(1))
    assert run.steps[1].executions[0].peak is None


@pytest.mark.parametrize("wrong", [{"cpu": 1.5}, {"cpu": -0.1}, {"memory": -1}, {"written": "many"}])
def test_what_no_machine_can_use_is_passed_over(wrong: dict[str, object]) -> None:
    assert play(sample(1, **wrong)) == Run()


def test_in_words() -> None:
    peak = Peak(0.875, 0.4, 300 * 1024**2, 512 * 1024**2, 0, 0, 9)
    assert used(peak) == "300 of 512 MB of memory at most; processors 40% busy, 88% at most"


def test_an_hour_of_64_machines_is_folded_in_no_time() -> None:
    events = [of_record(sample(1, shard=number % 64, at=number / 64)) for number in range(64 * 600)]
    started_run = play(STARTED, *(started(1, shard=shard) for shard in range(64)))
    began = time.process_time()
    run = fold_all(events, started_run)
    together = time.process_time() - began
    began = time.process_time()
    one_by_one = reduce(fold, events[:640], started_run)
    apart = (time.process_time() - began) * len(events) / 640
    assert together < apart / 3
    assert fold_all(events[:640], started_run) == one_by_one
    assert sum(len(usage.points) for usage in run.usage) <= 64 * LIMIT
