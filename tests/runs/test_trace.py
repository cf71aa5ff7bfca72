"""Runs as traces: slices that lie in each other or apart, on one clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from layer_runs.events import of_line, of_record
from layer_runs.trace import trace

from .playbook import DAMAGED, DIED, RECORDS, STARTED, Record, ended, finished, output, sample, started

COST = {"pause": 0.5, "state": 0.1, "memory": 0.25, "disk": 0.05, "bytes": 4096}
RESTORED: Record = {
    "event": "restored",
    "line": 1,
    "seconds": 1.0,
    "parts": {"disk": 0.1, "start": 0.6, "memory": 0.2, "state": 0.1},
    "at": 3.0,
}
RAN: list[Record] = [
    STARTED,
    {"event": "note", "text": "booting", "at": 0.5},
    RESTORED,
    {"event": "attached", "seconds": 0.25, "at": 3.25},
    {**finished(1, "hit", 20.0, text="RUN a"), "at": 3.3},
    started(2, at=3.5),
    output(2, "hello\n"),
    {**finished(2, "ran", 1.0, text="RUN b", snapshot=COST), "at": 5.25},
    {"event": "recorded", "step": 2, "line": 3, "recording": 7, "at": 5.5},
    ended(at=6.0),
]


def _trace(*runs: tuple[str, Iterable[Record]]) -> list[dict[str, Any]]:
    found = trace((name, map(of_record, records)) for name, records in runs)
    return list(found["traceEvents"])


def _slices(records: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    return {each["name"]: (each["ts"], each["ts"] + each["dur"]) for each in records if each["ph"] == "X"}


def _nested(records: list[dict[str, Any]]) -> bool:
    """Whether slices of one thread lie in each other or apart, and none begins before the trace."""
    threads: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for each in records:
        assert each["ts"] >= 0
        if each["ph"] == "X":
            assert each["dur"] >= 0
            threads[each["pid"], each["tid"]].append((each["ts"], each["ts"] + each["dur"]))
    for slices in threads.values():
        around: list[int] = []
        for start, end in sorted(slices, key=lambda one: (one[0], -one[1])):
            while around and around[-1] <= start:
                around.pop()
            if around and end > around[-1]:
                return False
            around.append(end)
    return True


def test_a_run_has_its_restore_its_steps_and_its_snapshots_with_their_parts() -> None:
    records = _trace(("app", RAN))
    slices = _slices(records)
    assert slices["app"] == (0, 6_000_000)
    assert slices["booting"] == (500_000, 2_000_000)
    assert slices["restore line 1"] == (2_000_000, 3_000_000)
    assert slices["start"] == (2_100_000, 2_700_000)
    assert slices["agent answers"] == (3_000_000, 3_250_000)
    assert slices["RUN b"] == (3_500_000, 5_250_000)
    assert slices["command"] == (3_500_000, 4_500_000)
    assert slices["snapshot"] == (4_750_000, 5_250_000)
    assert slices["snapshot of line 3"] == (5_250_000, 5_500_000)
    parts = [each["name"] for each in records if each.get("cat") == "snapshot"]
    assert parts == ["snapshot", "state", "memory", "disk", "snapshot of line 3"]
    bytes_ = {each["args"]["bytes"] for each in records if each["ph"] == "X" and "bytes" in each["args"]}
    assert bytes_ == {4096}
    hits = [each for each in records if each["ph"] == "i"]
    assert [(each["name"], each["args"]["saved"]) for each in hits] == [("hit: RUN a", 20.0)]
    assert _nested(records)


def test_what_machines_used_is_counters() -> None:
    samples = [sample(2, at=1.5, written=2_000_000), sample(2, at=1.5, shard=1, memory=3 * 1024**2)]
    records = [each for each in _trace(("app", [STARTED, *samples, ended(at=2.0)])) if each["ph"] == "C"]
    told = {(each["name"], name): value for each in records for name, value in each["args"].items()}
    assert told["processors, %", "busy"] == 50.0
    assert told["disk, MB/s", "written"] == 2.0
    assert told["memory, MB of shard 1", "used"] == 3.0
    assert {each["ts"] for each in records} == {1_500_000}


def test_runs_of_a_group_are_processes_on_one_clock() -> None:
    later = [{**STARTED, "time": STARTED["time"] + 10}, *RAN[1:]]
    records = _trace(("base", RAN), ("app", later))
    assert _slices(records)["base"] == (0, 6_000_000)
    assert _slices(records)["app"] == (10_000_000, 16_000_000)
    names = [each["args"]["name"] for each in records if each["ph"] == "M" and each["name"] == "process_name"]
    assert names == ["base", "app"]


def test_each_shard_is_a_thread() -> None:
    shards = [started(2, at=1.0, shard=0), started(2, at=1.0, shard=1)]
    records = _trace(("app", [STARTED, *shards, ended(at=2.0)]))
    named = {each["tid"]: each["args"]["name"] for each in records if each["name"] == "thread_name"}
    assert {"steps of shard 0", "steps of shard 1"} <= set(named.values())
    assert len({each["tid"] for each in records if each["ph"] == "X" and each["name"] == "RUN"}) == 2


def test_a_run_that_died_has_what_it_did_until_then() -> None:
    records = _trace(("app", [STARTED, started(2, at=1.0), {**output(2, "x"), "at": 4.0}, DIED]))
    slices = _slices(records)
    assert slices["RUN"] == (1_000_000, 4_000_000)
    assert slices["app"] == (0, 4_000_000)


@given(st.lists(st.lists(RECORDS, max_size=12), max_size=3))
def test_for_any_events_slices_are_nested(runs: list[list[Record]]) -> None:
    assert _nested(_trace(*((f"run {number}", records) for number, records in enumerate(runs))))


@given(st.lists(DAMAGED, max_size=8))
def test_damage_is_no_reason_to_fail(lines: list[bytes]) -> None:
    trace([("damaged", map(of_line, lines))])
