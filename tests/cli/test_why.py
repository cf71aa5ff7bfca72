"""`layer why LINE`: words for hits and misses, data for programs."""

from __future__ import annotations

import json
import time

import pytest

from layer_cache.observations import Observation
from layer_cache.records import Records
from layer_cache.state import State
from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode

from .conftest import Recorded
from .past import Past


def _why(recorded: Recorded, capsys: pytest.CaptureFixture[str], line: int, *options: str) -> str:
    assert cli.main(["why", *options, str(line), str(recorded.folder)]) == 0
    return capsys.readouterr().out


def test_a_hit_says_what_it_saves_and_what_it_depends_on(
    recorded: Recorded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    recorded.run([2.5, 10])
    assert _why(recorded, capsys, 3).splitlines() == [
        "Layerfile:3: RUN cat data",
        "would be skipped, 2.5 s saved",
        "  it depends on 1 content, 1 entry",
        "    data",
        "  compared with the run of 2001-09-09 01:46:40",
    ]


def test_a_miss_says_which_file_changed_from_what_to_what(
    recorded: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.run([2.5, 10])
    (recorded.folder / "data").write_text("new\n")
    text = _why(recorded, capsys, 3)
    assert "would run, 2.5 s" in text
    assert "  content: " in text
    assert "data" in text
    assert "then: " in text
    assert "now:  " in text
    assert "first line that misses is Layerfile:3" in text


def test_a_later_miss_points_to_the_first(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    recorded.run([2.5, 10], reads="nothing")
    (recorded.folder / "nothing").write_text("now there\n")
    text = _why(recorded, capsys, 4)
    assert "would run, 10.0 s" in text
    assert "first line that misses is Layerfile:3" in text


def test_a_step_that_never_ran_has_no_time(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\nwould run\n" in _why(recorded, capsys, 3)


def test_a_free_step_costs_nothing(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert "costs nothing" in _why(recorded, capsys, 2)


def test_json_has_the_same(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    recorded.run([2.5, 10])
    (recorded.folder / "data").write_text("new\n")
    printed = json.loads(_why(recorded, capsys, 3, "--json"))
    assert (printed["line"], printed["verdict"], printed["seconds"]) == (3, "miss", 2.5)
    assert printed["reasons"][0]["path"] == "data"
    assert printed["first_miss"] == 3


@pytest.mark.parametrize("line", ["0", "-1", "5", "99"])
def test_a_line_without_a_step_lists_those_with_one(
    recorded: Recorded, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    assert cli.main(["why", line, str(recorded.folder)]) == ExitCode.USAGE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "1, 2, 3, 4" in printed.err


def test_a_line_that_is_no_number_is_a_usage_error(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["why", "three", str(recorded.folder)])
    assert ended.value.code == ExitCode.USAGE
    assert "three" in capsys.readouterr().err


def test_which_step_must_be_said(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["why"]) == ExitCode.USAGE
    assert "layer why LINE" in capsys.readouterr().err


class TestOfPastRuns:
    def test_each_step_says_what_became_of_it_and_why(self, past: Past, capsys: pytest.CaptureFixture[str]) -> None:
        past.ran("1")
        assert cli.main(["why", "--run", "last"]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "Layerfile:1: FROM vm/debian:12",
            "cached",
            "Layerfile:2: COPY . .",
            "cached",
            "Layerfile:3: RUN make",
            "cached, 12.5 s saved, as predicted",
            "Layerfile:4: RUN make test",
            "ran, 3.5 s, as predicted (3.0 s expected)",
            "  content: a.c changed (content 1 → 2)",
            "    then: 1 644",
            "    now:  2 644",
        ]

    def test_one_step_is_named_by_its_line(self, past: Past, capsys: pytest.CaptureFixture[str]) -> None:
        past.failed("1")
        assert cli.main(["why", "4", "--run", "1"]) == 0
        assert "failed, 2.5 s, exit status 2, as predicted" in capsys.readouterr().out
        assert cli.main(["why", "9", "--run", "1"]) == ExitCode.USAGE
        assert "steps are at 1, 2, 3, 4" in capsys.readouterr().err

    def test_what_it_depended_on_is_told_where_that_is_still_recorded(
        self, past: Past, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with Records(State().records_path) as records:
            number = records.add(
                identity="identity-3",
                layerfile="Layerfile",
                line=4,
                text="RUN make test",
                seconds=3.5,
                observations=[
                    Observation("content", "/root/a.c", "2 644"),
                    Observation("absence", "/root/b", "absent"),
                ],
            )
        past.ran("1", recording=number)
        assert cli.main(["why", "4", "--run", "1"]) == 0
        assert capsys.readouterr().out.splitlines()[-3:] == [
            "  it depends on 1 absence, 1 content",
            "    /root/a.c",
            "    /root/b",
        ]
        assert cli.main(["why", "--run", "1", "--json"]) == 0
        steps = json.loads(capsys.readouterr().out)["steps"]
        assert [step["paths"] for step in steps] == [None, None, None, ["/root/a.c", "/root/b"]]

    def test_json_has_the_same(self, past: Past, capsys: pytest.CaptureFixture[str]) -> None:
        past.ran("1")
        assert cli.main(["why", "4", "--run", "1", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["run"] == "1"
        assert [step["reason"]["path"] for step in found["steps"]] == ["a.c"]
