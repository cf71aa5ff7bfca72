"""Lines of a log as values; what cannot be understood harms nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given

from layer_runs.events import Event, NotCached, Output, RunStarted, StepFinished, Unknown, of_line, of_record
from layer_runs.folding import fold
from layer_runs.state import Run

from .playbook import DAMAGED, RECORDS, STARTED, Record, finished, line, output

ROOT = Path(__file__).parents[2]


def test_a_line_is_the_event_that_was_handed_on() -> None:
    for record in (STARTED, output(2, "ä\u2028\n", at=1), finished(2, "ran", 1.0, exit=0)):
        assert of_line(line(record)) == of_record(record)
    assert isinstance(of_line(line(STARTED)), RunStarted)


def test_fields_of_a_newer_version_are_passed_over() -> None:
    event = of_line(line({**output(2, "x"), "colour": {"of": ["the", "sky"]}}))
    assert event == Output(step=2, line=3, data="x")


def test_an_event_of_a_newer_version_is_named() -> None:
    assert of_line(b'{"event":"teleported","at":1}') == Unknown(name="teleported")


def test_a_name_that_is_not_utf_8_is_read_as_it_was_written() -> None:
    event = of_line(line({"event": "not_cached", "step": 1, "line": 2, "reason": "changed: b\udcffd"}))
    assert isinstance(event, NotCached)
    assert event.reason == "changed: b\udcffd"


def test_a_verdict_of_a_newer_version_is_kept() -> None:
    event = of_record(finished(1, "teleported"))
    assert isinstance(event, StepFinished)
    assert event.verdict == "teleported"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0\0",
        b'{"event":"output","step":2,"da',
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"event":"output","step":-1,"data":"x"}',
        b'{"event":"step_finished","step":1,"verdict":"ran","seconds":NaN}',
        b'{"event":"step_finished","step":1,"verdict":"ran","seconds":1e999}',
        b'{"event":"step_finished","step":1,"verdict":"ran","seconds":"\\udcff"}',
    ],
    ids=lambda data: repr(data[:40]),
)
def test_a_damaged_line_is_unknown(data: bytes) -> None:
    assert isinstance(of_line(data), Unknown)


@given(DAMAGED)
@example(b'{"event":"output","step":340282366920938463463374607431768211456,"data":"\\udcff"}\n')
def test_no_line_makes_a_reader_fail(data: bytes) -> None:
    run = fold(Run(), of_line(data))
    assert run.saved >= 0
    json.dumps([step.phase for step in run.steps])


@given(RECORDS)
def test_what_is_written_is_what_is_read(record: Record) -> None:
    assert of_line(line(record)) == of_record(record)


def test_the_table_of_events_names_those_there_are() -> None:
    # What is printed of several Layerfiles besides is in no log.
    table = (ROOT / "docs/events.md").read_text().partition("## Several Layerfiles")[0]
    named = {row.split("`")[1] for row in table.splitlines() if row.startswith("| `")}
    there_are = {each.__struct_config__.tag for each in get_args(Event)}
    assert named == there_are - {"run_died", "unknown"}
