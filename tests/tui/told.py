"""Runs that are only told: their events, and folders with their logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from layer_runs.events import of_record
from layer_runs.folder import create_log
from layer_runs.folding import fold_all
from layer_runs.state import Run
from tests.runs.playbook import line

Record = dict[str, Any]
COST = {"pause": 0.25, "state": 0.01, "memory": 0.1, "disk": 0.02, "bytes": 12 * 1024**2}
OUTPUT = "compiling \x1b[32ma.c\x1b[0m\n\x1b]0;evil\x07linking\x1b[2J\n"
REASON = {"kind": "content", "path": "a.c", "detail": "a.c changed (content 1 → 2)", "old": "1 644", "new": "2 644"}
STEPS: list[Record] = [
    {"step": 0, "line": 1, "layerfile": "Layerfile", "text": "FROM vm/debian:12", "predicted": "free"},
    {"step": 1, "line": 2, "layerfile": "Layerfile", "text": "COPY . .", "predicted": "free"},
    {"step": 2, "line": 3, "layerfile": "Layerfile", "text": "RUN make deps", "predicted": "hit", "seconds": 12.5},
    {
        "step": 3,
        "line": 4,
        "layerfile": "Layerfile",
        "text": "RUN make",
        "predicted": "miss",
        "seconds": 3.0,
        "reason": REASON,
    },
    {
        "step": 4,
        "line": 5,
        "layerfile": "Layerfile",
        "text": "RUN make test",
        "predicted": "miss",
        "reason": {"kind": "parent", "detail": "line 4 runs before it"},
    },
]
BEGUN: list[Record] = [
    {
        "event": "run_started",
        "version": 1,
        "run": "r1",
        "time": 1_000_000_000.0,
        "layerfile": "/project/Layerfile",
        "cache": True,
        "steps": STEPS,
        "at": 0.0,
    },
    {
        "event": "restored",
        "line": 3,
        "snapshot": "s3",
        "seconds": 1.0,
        "memory": 512 * 1024**2,
        "accelerator": "kvm",
        "parts": {"disk": 0.1, "start": 0.5, "memory": 0.3, "state": 0.1},
        "at": 1.0,
    },
    {"event": "attached", "seconds": 0.2, "at": 1.2},
    {"event": "step_finished", "step": 0, "line": 1, "verdict": "hit", "at": 1.2},
    {"event": "step_finished", "step": 1, "line": 2, "verdict": "hit", "at": 1.2},
    {"event": "step_finished", "step": 2, "line": 3, "verdict": "hit", "seconds": 12.5, "at": 1.2},
    {"event": "step_started", "step": 3, "line": 4, "text": "RUN make", "at": 1.5},
    {"event": "output", "step": 3, "line": 4, "data": OUTPUT, "at": 2.0},
]
SNAPSHOTTED: list[Record] = [
    {"event": "first_command", "seconds": 4.5, "parts": {"restore": 1.0, "command": 3.5}, "at": 5.0},
    {"event": "step_finished", "step": 3, "line": 4, "verdict": "ran", "seconds": 3.5, "snapshot": COST, "at": 5.25},
    {"event": "step_started", "step": 4, "line": 5, "text": "RUN make test", "at": 5.3},
    {"event": "recorded", "step": 3, "line": 4, "recording": 7, "identity": "i", "at": 6.0},
]
PASSED: list[Record] = [
    {"event": "step_finished", "step": 4, "line": 5, "verdict": "ran", "seconds": 2.0, "snapshot": COST, "at": 7.5},
    {"event": "run_finished", "ok": True, "seconds": 8.0, "vms_started": 1, "at": 8.0},
]
FAILED: list[Record] = [
    {"event": "output", "step": 4, "line": 5, "data": "test_a: error: 1 is not 2\n", "at": 7.0},
    {"event": "step_finished", "step": 4, "line": 5, "verdict": "failed", "seconds": 2.0, "exit": 2, "at": 7.5},
    {"event": "run_finished", "ok": False, "seconds": 8.0, "vms_started": 1, "at": 8.0},
]


def play(*records: Record) -> Run:
    """What is known after these events."""
    return fold_all(map(of_record, records))


def shards(count: int, step: int = 4) -> list[Record]:
    """So many shards of a step have begun and printed; the first one passed, the second one failed."""
    told: list[Record] = []
    for shard in range(count):
        told.append({"event": "step_started", "step": step, "line": step + 1, "shard": shard, "at": 5.5})
        data = f"shard {shard} says \x1b[31mhello\x1b[0m\nand goes on\n"
        told.append({"event": "output", "step": step, "line": step + 1, "shard": shard, "data": data, "at": 5.6})
    ended = {"event": "step_finished", "step": step, "line": step + 1, "at": 7.0}
    told.append({**ended, "shard": 0, "verdict": "ran", "seconds": 1.5, "snapshot": COST})
    told.append({**ended, "shard": 1, "verdict": "failed", "seconds": 1.0, "exit": 3})
    return told


def write(folder: Path, *records: Record, logs: bool = True) -> Path:
    """A run's folder with these events, whose process is gone; and with what its steps printed."""
    with create_log(folder) as log:
        log.writelines(line(record).decode("utf-8", "surrogateescape") for record in records)
    for record in records if logs else ():
        if record["event"] == "output" and "shard" not in record:
            with (folder / f"step-{record['step']}-line-{record['line']}.log").open("a") as file:
                file.write(record["data"])
    return folder


def sampled(step: int, shard: int | None = None, seconds: int = 12) -> list[Record]:
    """What a machine used in the seconds after 5.5: more and more of its processors, 100 of 509 MiB."""
    usage = {"memory": 100 * 1024**2, "total": 509 * 1024**2, "read": 1000, "written": 3 * 1024**2}
    named = {} if shard is None else {"shard": shard}
    return [
        {"event": "sample", "step": step, "line": step + 1, "cpu": at / (seconds - 1) * 0.9, "at": 5.5 + at / 10}
        | usage
        | named
        for at in range(seconds)
    ]
