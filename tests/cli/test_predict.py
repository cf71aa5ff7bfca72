"""`layer predict`, as JSON for programs and as text for people."""

from __future__ import annotations

import dataclasses
import json
import time
from typing import Any

import pytest

from layer_cache.prediction import Prediction, StepPrediction, Verdict
from layer_cache.reasons import Reason
from layer_cache.records import Recording
from layer_cli import main as cli
from layer_cli.commands.predict import as_json, as_text
from layerfile.files import MemoryFiles
from layerfile.program import load

from .conftest import Recorded

_PROGRAM = load("Layerfile", MemoryFiles({"Layerfile": "FROM vm/debian:12\nRUN a\nRUN b \\\n  c\n"}))


def _prediction(*verdicts: tuple[Verdict, float | None, Reason | None]) -> Prediction:
    steps = tuple(
        StepPrediction(step, f"identity {step.number}", verdict, seconds, None, reason)
        for step, (verdict, seconds, reason) in zip(_PROGRAM.steps, verdicts, strict=True)
    )
    return Prediction(steps, None, None, 12.34567, 0.98765, True)


_MIXED = _prediction(
    ("free", None, None),
    ("hit", 12.34567, None),
    ("miss", 0.98765, Reason("content", "a.c", "a.c has another content", "old", "new")),
)


class TestJson:
    def test_it_has_all_there_is_to_say(self) -> None:
        assert as_json("sub/Layerfile", _MIXED) == {
            "version": 1,
            "layerfile": "sub/Layerfile",
            "steps": [
                {
                    "line": 1,
                    "layerfile": "Layerfile",
                    "text": "FROM vm/debian:12",
                    "verdict": "free",
                    "seconds": None,
                    "reason": None,
                    "again": None,
                },
                {
                    "line": 2,
                    "layerfile": "Layerfile",
                    "text": "RUN a",
                    "verdict": "hit",
                    "seconds": 12.346,
                    "reason": None,
                    "again": None,
                },
                {
                    "line": 3,
                    "layerfile": "Layerfile",
                    "text": _PROGRAM.steps[2].text,
                    "verdict": "miss",
                    "seconds": 0.988,
                    "reason": {
                        "kind": "content",
                        "path": "a.c",
                        "detail": "a.c has another content",
                        "old": "old",
                        "new": "new",
                    },
                    "again": None,
                },
            ],
            "seconds_saved": 12.346,
            "seconds_to_run": 0.988,
            "seconds_unknown": True,
        }

    def test_the_command_prints_one_object_on_one_line(
        self, recorded: Recorded, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["predict", "--json", str(recorded.folder)]) == 0
        printed = capsys.readouterr()
        assert printed.err == ""
        assert printed.out.count("\n") == 1
        steps: list[dict[str, Any]] = json.loads(printed.out)["steps"]
        assert [step["verdict"] for step in steps] == ["free", "free", "miss", "miss"]
        assert steps[2]["reason"]["kind"] == "never_run"

    def test_a_recorded_run_is_hits(self, recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
        recorded.run([2.5, 10])
        cli.main(["predict", "--json", str(recorded.folder)])
        printed = json.loads(capsys.readouterr().out)
        assert [step["verdict"] for step in printed["steps"]] == ["free", "free", "hit", "hit"]
        assert (printed["seconds_saved"], printed["seconds_to_run"], printed["seconds_unknown"]) == (12.5, 0, False)

    def test_a_changed_file_is_named(self, recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
        recorded.run([2.5, 10])
        (recorded.folder / "data").write_text("new\n")
        cli.main(["predict", "--json", str(recorded.folder)])
        printed = json.loads(capsys.readouterr().out)
        first, second = (step["reason"] for step in printed["steps"][2:])
        assert (first["kind"], first["path"]) == ("content", "data")
        assert second["kind"] == "parent"
        assert printed["seconds_to_run"] == 12.5


class TestText:
    def test_each_step_has_its_mark_line_time_and_reason(self) -> None:
        assert as_text(_MIXED) == [
            "·    1            FROM vm/debian:12",
            "✓    2    12.3 s  RUN a",
            "↻    3     1.0 s  RUN b c\n                 a.c has another content",
            "12.3 s saved, 1.0 s to run, and steps that never ran before",
        ]

    def test_what_never_ran_has_no_time(self) -> None:
        lines = as_text(_prediction(("free", None, None), ("unknown", None, None), ("miss", None, None)))
        assert lines[1] == "?    2            RUN a"

    def test_a_reason_cannot_drive_the_terminal(self) -> None:
        reason = Reason("content", "a", "a\x1b]52;c;aGk=\x07b")
        lines = as_text(_prediction(("free", None, None), ("hit", 1, None), ("miss", 1, reason)))
        assert "\x1b" not in "".join(lines)
        assert lines[2].endswith("ab")

    def test_a_step_that_goes_on_from_its_own_last_run_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
        last = Recording(7, None, "i", "Layerfile", 3, "RUN b c", 1.0, 1_000_000_000.0, "snapshot")
        step = dataclasses.replace(_MIXED.steps[2], again=last)
        prediction = dataclasses.replace(_MIXED, steps=(*_MIXED.steps[:2], step), restore=last)
        assert as_text(prediction)[2].splitlines()[2].strip() == "starts from its own last run, of 2001-09-09 01:46:40"
        assert as_json("Layerfile", prediction)["steps"][2]["again"] == {"recording": 7, "recorded": 1e9}
