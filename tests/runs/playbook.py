"""Events in, state out: runs that are only told."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from layer_runs.events import of_record
from layer_runs.folding import fold_all
from layer_runs.state import Run

Record = dict[str, Any]

STARTED: Record = {
    "event": "run_started",
    "version": 1,
    "run": "20261124-120000-000aaaaaa",
    "time": 1_000_000_000.0,
    "layerfile": "/project/Layerfile",
    "cache": True,
    "steps": [
        {"step": 0, "line": 1, "layerfile": "Layerfile", "text": "FROM vm/debian:12", "predicted": "free"},
        {"step": 1, "line": 2, "layerfile": "Layerfile", "text": "RUN a", "predicted": "hit", "seconds": 20.0},
        {
            "step": 2,
            "line": 3,
            "layerfile": "Layerfile",
            "text": "RUN b",
            "predicted": "miss",
            "seconds": 3.0,
            "reason": {"kind": "content", "path": "x", "detail": "x changed", "old": "1 644", "new": "2 644"},
        },
    ],
    "at": 0.1,
}
DIED: Record = {"event": "run_died"}


def finished(step: int, verdict: str, seconds: float = 0.0, **fields: Any) -> Record:
    """`step_finished` of the step with this number."""
    return {"event": "step_finished", "step": step, "line": step + 1, "verdict": verdict, "seconds": seconds, **fields}


def output(step: int, data: str, **fields: Any) -> Record:
    """`output` of the step with this number."""
    return {"event": "output", "step": step, "line": step + 1, "data": data, **fields}


def started(step: int, **fields: Any) -> Record:
    """`step_started` of the step with this number."""
    return {"event": "step_started", "step": step, "line": step + 1, "text": "RUN", **fields}


def sample(step: int, **fields: Any) -> Record:
    """`sample` while the step with this number runs: half of the processors, 100 of 400 bytes, 3 and 5 a second."""
    usage = {"cpu": 0.5, "memory": 100, "total": 400, "read": 3, "written": 5}
    return {"event": "sample", "step": step, "line": step + 1, **usage, **fields}


def button(step: int, message: str = "go on?", **fields: Any) -> Record:
    """`button` of the step with this number."""
    return {"event": "button", "step": step, "line": step + 1, "message": message, **fields}


def ended(ok: bool = True, **fields: Any) -> Record:
    """`run_finished`."""
    return {"event": "run_finished", "ok": ok, "seconds": 9.0, "vms_started": 1, "at": 9.0, **fields}


def play(*records: Record) -> Run:
    """What is known after these events."""
    return fold_all(map(of_record, records))


def line(record: Any) -> bytes:
    """The line that `EventLog` writes for a record."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


_steps = st.integers(0, 5)
_shards = st.fixed_dictionaries({}, optional={"shard": st.integers(0, 3), "at": st.floats(0, 100)})
_texts = st.text(st.characters(), max_size=20)

#: Events as they are, in any order: a reader need not know which may follow which.
RECORDS = st.one_of(
    st.just(STARTED),
    st.just(DIED),
    st.builds(lambda step, cpu, more: sample(step, cpu=cpu, **more), _steps, st.floats(0, 1), _shards),
    st.builds(lambda step, more: button(step, **more), _steps, _shards),
    st.builds(lambda step, data, more: output(step, data, **more), _steps, _texts, _shards),
    st.builds(lambda step, more: started(step, **more), _steps, _shards),
    st.builds(
        lambda step, verdict, more: finished(step, verdict, 1.5, **more),
        _steps,
        st.sampled_from(["hit", "ran", "failed", "skipped", "a new one"]),
        _shards,
    ),
    st.builds(lambda step, more: {"event": "recorded", "step": step, "recording": 7, **more}, _steps, _shards),
    st.builds(lambda text: {"event": "note", "text": text, "a new field": [text]}, _texts),
    st.builds(lambda ok, more: ended(ok, **more), st.booleans(), st.sampled_from([{}, {"error": "e"}])),
    st.just({"event": "restored", "line": 2, "seconds": 0.5, "parts": {"a new part": 0.5}}),
    st.just({"event": "a new event", "at": 3}),
)

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)
_kinds = st.sampled_from(
    ["run_started", "output", "sample", "step_started", "step_finished", "restored", "run_finished", "note"]
)
_fields = st.sampled_from(["step", "line", "data", "seconds", "verdict", "steps", "parts", "shard", "ok", "at", "text"])

#: Lines that no `layer` writes.
DAMAGED = st.one_of(
    st.binary(max_size=30).map(lambda data: data.replace(b"\n", b"") + b"\n"),
    _json.map(line),
    st.builds(
        lambda kind, fields: line({**fields, "event": kind}), _kinds, st.dictionaries(_fields, _json, max_size=5)
    ),
)
