"""What a machine says that it uses, on its way into the log."""

from __future__ import annotations

from pathlib import Path

from layer_runner.guest.wire import Sample
from layer_runner.run.sampling import Sampling

from .steps import program
from .test_events import Log

STEP = program("FROM vm/debian:12\nRUN make\n").steps[1]
SAMPLE = Sample(s=1, ms=2000, cpu=0.12345, memory=300, total=400, read=1000, written=3)


def test_a_sample_is_logged_as_the_steps_with_rates(tmp_path: Path) -> None:
    log = Log(tmp_path)
    Sampling(log, STEP).take(SAMPLE)
    log.close()
    (event,) = log.seen
    assert event.pop("at") >= 0
    assert event == {
        "event": "sample",
        "line": 2,
        "step": 1,
        "cpu": 0.123,
        "memory": 300,
        "total": 400,
        "read": 500,
        "written": 2,
    }


def test_a_machine_that_talks_without_end_fills_no_log(tmp_path: Path) -> None:
    log = Log(tmp_path)
    clock = [100.0]
    sampling = Sampling(log, STEP, lambda: clock[0])
    for _ in range(1000):
        sampling.take(SAMPLE)
        clock[0] += 0.01
    log.close()
    assert len(log.seen) == 12


def test_no_machine_uses_more_memory_than_it_has(tmp_path: Path) -> None:
    log = Log(tmp_path)
    Sampling(log, STEP).take(Sample(s=1, ms=0, cpu=1, memory=2**40, total=7, read=9, written=0))
    log.close()
    assert (log.seen[0]["memory"], log.seen[0]["read"]) == (7, 10)
