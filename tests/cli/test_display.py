"""The readers of the event log that `layer run` has."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from rich.console import Console

from layer_cli.display import choose
from layer_cli.display.live import LiveDisplay
from layer_cli.display.ndjson import NdjsonDisplay
from layer_cli.display.plain import PlainDisplay

STEP = {"line": 4, "step": 2, "layerfile": "Layerfile", "text": "RUN make"}
EVENTS: list[dict[str, Any]] = [
    {"event": "run_started", "version": 1, "run": "r", "time": 0, "steps": []},
    {"event": "note", "text": "booting"},
    {"event": "restored", "line": 3, "seconds": 0.5, "parts": {}},
    {"event": "step_finished", "line": 3, "step": 1, "text": "RUN a", "verdict": "hit", "seconds": 20.0},
    {"event": "step_started", **STEP},
    {"event": "output", "line": 4, "step": 2, "data": "compiling\x1b]0;evil\x07\n"},
    {"event": "output", "line": 4, "step": 2, "data": "no line end"},
    {
        "event": "step_finished",
        **STEP,
        "verdict": "ran",
        "seconds": 12.0,
        "exit": 0,
        "snapshot": {"pause": 0.2, "state": 0.01, "memory": 0.1, "disk": 0.02, "bytes": 31 * 1024**2},
    },
    {"event": "not_cached", "line": 4, "step": 2, "reason": "changed while the run read it: a.c"},
    {"event": "run_finished", "ok": True, "seconds": 13.0, "vms_started": 1},
]

WANTED = [
    "booting",
    "line 3 in 0.50 s",
    "RUN a  (cached, saved 20.0 s)",
    "compiling\n",
    "RUN make  (ran 12.0 s; snapshot: paused 0.20 s, 31 MB)",
    "a.c",
    "passed in 13.00 s: 1 cached, 1 ran; 1 VM started",
]


def test_plain_lines_say_all_of_it_and_nothing_drives_the_terminal() -> None:
    stream = io.StringIO()
    with PlainDisplay(stream) as display:
        for event in EVENTS:
            display.show(event)
    text = stream.getvalue()
    for wanted in WANTED:
        assert wanted in text
    assert "\x1b" not in text
    assert "no line end\n✔" in text


def test_the_live_view_leaves_the_same_behind() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=200, no_color=True, highlight=False)
    with LiveDisplay(console) as display:
        for event in EVENTS:
            display.show(event)
    text = stream.getvalue()
    for wanted in WANTED:
        assert wanted.strip() in text
    assert "evil" not in text


def test_ndjson_is_the_log_itself() -> None:
    stream = io.StringIO()
    with NdjsonDisplay(stream) as display:
        for event in EVENTS:
            display.show(event)
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == EVENTS


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"verdict": "failed", "seconds": 1.0, "exit": 2}, "failed 1.0 s, exit status 2"),
        ({"verdict": "failed", "seconds": 1.0, "exit": 137, "signal": 9}, "failed 1.0 s, signal 9"),
        ({"verdict": "skipped", "seconds": 0.0}, "skipped"),
        ({"verdict": "hit", "seconds": 0.0}, "(cached)"),
    ],
)
def test_each_end_of_a_step_has_its_words(fields: dict[str, Any], wanted: str) -> None:
    stream = io.StringIO()
    with PlainDisplay(stream) as display:
        display.show({"event": "step_finished", **STEP, **fields})
    assert wanted in stream.getvalue()


def test_a_pipe_gets_plain_lines_and_json_is_asked_for() -> None:
    assert isinstance(choose(False, io.StringIO()), PlainDisplay)
    assert isinstance(choose(True, io.StringIO()), NdjsonDisplay)
