"""A run in which everything is a hit."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from layer_runner.run.events import EventLog
from layer_runner.run.skipped import report_all_hits

from .steps import predicted, prediction, program


def test_every_step_is_reported_a_hit_and_no_machine_was_started(tmp_path: Path) -> None:
    steps = program().steps
    seen: list[dict[str, Any]] = []
    log = EventLog(tmp_path, seen.append)
    free = [predicted(step, "free") for step in steps[:2]]
    report_all_hits(
        log, prediction(*free, predicted(steps[2], "hit", 12.5), predicted(steps[3], "hit", 1.0)), time.perf_counter()
    )
    log.close()
    assert [(event["event"], event.get("line"), event.get("verdict")) for event in seen] == [
        ("step_finished", 1, "hit"),
        ("step_finished", 2, "hit"),
        ("step_finished", 3, "hit"),
        ("step_finished", 4, "hit"),
        ("run_finished", None, None),
    ]
    assert [event["seconds"] for event in seen[:4]] == [0.0, 0.0, 12.5, 1.0]
    assert seen[-1]["ok"] is True
    assert seen[-1]["vms_started"] == 0


def test_it_needs_nothing_that_machines_need() -> None:
    script = "import sys, layer_runner.run.skipped; print(*{'libvirt', 'asyncio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""
