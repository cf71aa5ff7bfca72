"""`layer diff RUN RUN`: what differs between two runs."""

from __future__ import annotations

import json

import pytest

from layer_cache.observations import Observation
from layer_cache.records import Records
from layer_cache.state import State
from layer_cli import main as cli

from .past import TEXT, Past

OLD, NEW = "1" * 40, "2" * 40


def _diff(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert cli.main(["diff", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def _record(*observations: Observation, identity: str = "identity-3") -> int:
    """What the step at line 4 saw, in the records."""
    with Records(State().records_path) as records:
        return records.add(
            identity=identity,
            layerfile="Layerfile",
            line=4,
            text="RUN make test",
            seconds=3.5,
            observations=observations,
        )


def test_two_equal_runs_are_alike(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    past.ran("2")
    lines = _diff(capsys)
    assert [line.split()[:2] for line in (lines[0], lines[2])] == [["A", "1"], ["B", "2"]]
    assert lines[4:] == ["4 steps alike, 0 different"]


def test_verdict_and_time_are_compared(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    past.failed("2")
    past.ran("3", seconds=9.0)
    assert _diff(capsys, "1", "2")[4:6] == [
        "≠    4  RUN make test",
        "        ran (3.5 s) → failed (2.5 s), exit status 2",
    ]
    assert _diff(capsys, "1", "3")[4:6] == ["≠    4  RUN make test", "        ran (3.5 s) → ran (9.0 s)"]


def test_inputs_are_compared_where_they_are_recorded(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    same = Observation("content", "/root/same", f"{OLD} 644")
    before, after = (Observation("content", "/root/a.c", f"{digest} 644") for digest in (OLD, NEW))
    past.ran("1", recording=_record(same, before, Observation("content", "/root/gone", f"{OLD} 644")))
    past.ran("2", recording=_record(same, after, Observation("content", "/root/new", f"{OLD} 644")))
    assert _diff(capsys)[4:] == [
        "≠    4  RUN make test",
        "        ran (3.5 s) → ran (3.5 s)",
        "        /root/a.c changed (content 1111111 → 2222222)",
        "        only A looked at /root/gone",
        "        only B looked at /root/new",
        "3 steps alike, 1 different",
    ]


def test_the_same_recording_is_the_same_input(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    number = _record(Observation("content", "/root/a.c", f"{OLD} 644"))
    past.ran("1", recording=number)
    past.ran("2", recording=number)
    assert _diff(capsys)[4:] == ["4 steps alike, 0 different"]


def test_a_recording_of_another_step_is_none(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers begin anew where the records were lost."""
    past.ran("1", recording=_record(Observation("content", "/a", "x"), identity="another"))
    past.ran("2", recording=_record(Observation("content", "/a", "y"), identity="another"))
    assert _diff(capsys)[4:] == ["4 steps alike, 0 different"]


def test_where_nothing_is_recorded_the_logs_say_why_it_ran(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    past.failed("2")
    assert "        B ran it because: a.c changed (content 1 → 2)" in _diff(capsys)


def test_a_step_that_saw_the_same_and_was_not_skipped_says_why(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    number = _record(Observation("content", "/root/a.c", f"{OLD} 644"))
    past.ran("1", recording=number)
    past.ran("2", recording=number, seconds=9.0)
    assert "        B ran it because: a.c changed (content 1 → 2)" in _diff(capsys)


def test_a_changed_line_is_another_step(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    past.ran("2", text=TEXT.replace("make test", "make check"))
    assert _diff(capsys)[4:] == [
        "≠    4  RUN make test",
        "        ran (3.5 s) → not there",
        "≠    4  RUN make check",
        "        not there → ran (3.5 s)",
        "3 steps alike, 2 different",
    ]


def test_json_has_the_same(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    observations = [Observation("content", "/root/a.c", f"{digest} 644") for digest in (OLD, NEW)]
    past.ran("1", recording=_record(observations[0]))
    past.ran("2", recording=_record(observations[1]), seconds=9.0)
    (line,) = _diff(capsys, "1", "2", "--json")
    found = json.loads(line)
    assert (found["version"], found["a"]["run"], found["b"]["run"]) == (1, "1", "2")
    assert [step["differs"] for step in found["steps"]] == [[], [], [], ["time", "inputs"]]
    step = found["steps"][3]
    assert (step["a"]["seconds"], step["b"]["seconds"]) == (3.5, 9.0)
    assert step["inputs"]["changed"][0]["path"] == "/root/a.c"
    assert found["steps"][2]["inputs"] is None
