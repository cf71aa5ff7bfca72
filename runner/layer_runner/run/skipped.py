"""A run in which every step is a hit: no machine, so nothing that machines need is imported."""

from __future__ import annotations

import time

from layer_cache.prediction import Prediction
from layer_runner.run.events import EventLog, hit, step_finished


def report_all_hits(log: EventLog, prediction: Prediction, began: float) -> None:
    """Write the events of such a run; `began` is the `perf_counter` of its start."""
    for step in prediction.each:
        if step.verdict == "skipped":
            step_finished(log.of(step.step.shard), step.step, "skipped", 0.0)
        else:
            hit(log.of(step.step.shard), step)
    log.emit("run_finished", ok=True, seconds=round(time.perf_counter() - began, 4), vms_started=0)
