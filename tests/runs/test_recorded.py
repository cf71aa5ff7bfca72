"""The log of the run that made a recording."""

from __future__ import annotations

import json
from pathlib import Path

from layer_runs.folder import EVENTS, run_id, step_log
from layer_runs.recorded import log_of

BEGUN = 1_790_000_000.0


def ran(runs: Path, begun: float, recording: int, identity: str, shard: int | None = None) -> Path:
    """A run whose step 3, at line 4, was recorded."""
    folder = runs / run_id(begun)
    folder.mkdir(parents=True)
    event = {"event": "recorded", "at": 1.0, "step": 3, "line": 4, "recording": recording, "identity": identity}
    if shard is not None:
        event["shard"] = shard
    (folder / EVENTS).write_text(json.dumps(event) + "\n")
    return folder


def test_the_run_that_made_it(tmp_path: Path) -> None:
    ran(tmp_path, BEGUN - 100, 7, "other")
    meant = ran(tmp_path, BEGUN, 7, "identity")
    ran(tmp_path, BEGUN + 1, 8, "identity")
    ran(tmp_path, BEGUN + 100, 7, "identity")
    assert log_of(tmp_path, 7, "identity", BEGUN + 5) == meant / step_log(3, 4)


def test_in_its_shard(tmp_path: Path) -> None:
    folder = ran(tmp_path, BEGUN, 7, "identity", 2)
    assert log_of(tmp_path, 7, "identity", BEGUN) == folder / step_log(3, 4, 2)


def test_a_run_that_is_gone(tmp_path: Path) -> None:
    ran(tmp_path, BEGUN, 7, "identity")
    assert log_of(tmp_path, 9, "identity", BEGUN + 5) is None
    assert log_of(tmp_path, 7, "identity", BEGUN - 5) is None, "it had not begun"
    assert log_of(tmp_path / "none", 7, "identity", BEGUN) is None
