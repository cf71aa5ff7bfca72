"""`layer runs`: the runs there were."""

from __future__ import annotations

import json

import pytest

from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode

from .conftest import Recorded
from .past import Past


def _table(capsys: pytest.CaptureFixture[str], *options: str) -> list[list[str]]:
    assert cli.main(["runs", *options]) == 0
    return [line.split() for line in capsys.readouterr().out.splitlines()[1:]]


def test_where_nothing_ran_there_is_nothing(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    assert _table(capsys) == []
    assert not past.state.exists()


def test_each_run_is_a_row_the_newest_first(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    past.failed("2")
    past.died("3")
    going_on = past.begin("4")
    rows = _table(capsys)
    going_on.close()
    assert [(row[0], row[3]) for row in rows] == [("4", "running"), ("3", "died"), ("2", "failed"), ("1", "passed")]
    assert rows[3][4:] == ["6.5", "s", "12.5", "s", "/project/Layerfile"]


def test_a_layerfile_below_this_folder_has_a_short_path(
    past: Past, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(past.state.parent)
    past.begin("1", layerfile=str(past.state.parent / "sub/Layer\x1b[2Jfile")).close()
    assert _table(capsys)[0][-1] == "sub/Layerfile"


def test_of_many_the_newest_are_shown(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(23):
        past.begin(f"{number:02}").close()
    assert cli.main(["runs"]) == 0
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()[1:]] == [f"{number:02}" for number in range(22, 2, -1)]
    assert "3 older; --all" in printed.err
    assert len(_table(capsys, "--all")) == 23


def test_json_has_the_same(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    past.died("2")
    assert cli.main(["runs", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["version"] == 1
    died, passed = found["runs"]
    assert (died["run"], died["result"], died["seconds"]) == ("2", "died", None)
    assert passed["time"] > 1_000_000_000
    del passed["time"]
    assert passed == {
        "run": "1",
        "group": None,
        "layerfile": "/project/Layerfile",
        "labels": {},
        "result": "passed",
        "seconds": 6.5,
        "saved": 12.5,
        "vms_started": 1,
        "cache": True,
        "error": None,
    }


def test_a_log_without_a_first_line_is_a_row(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    (past.state / "runs/1/events.ndjson").write_text('{"event":"no')
    assert _table(capsys) == [["1", "-", "died", "0.0", "s", "0.0", "s", "-"]]


def test_a_log_of_a_newer_layer_is_told(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.ran("1")
    file = past.state / "runs/1/events.ndjson"
    file.write_text(file.read_text().replace('"version":1', '"version":2'))
    assert cli.main(["runs"]) == 0
    assert "written by a newer layer (event log 2; this one reads 1)" in capsys.readouterr().err


def test_a_run_of_hits_is_kept_with_the_recordings_that_held(
    recorded: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.run([2.5, 10])
    for _ in range(2):
        assert cli.main(["run", str(recorded.folder)]) == 0
    capsys.readouterr()
    assert [(row[3], row[6]) for row in _table(capsys)] == [("passed", "12.5"), ("passed", "12.5")]
    assert cli.main(["show", "--json"]) == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [(step["verdict"], step["executions"][0]["recording"]) for step in steps] == [
        ("hit", None),
        ("hit", None),
        ("hit", 1),
        ("hit", 2),
    ]
    assert cli.main(["diff"]) == 0
    assert "4 steps alike, 0 different" in capsys.readouterr().out


def test_what_cannot_be_predicted_never_became_a_run(recorded: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    (recorded.folder / "Layerfile").write_text("FROM vm/debian:12\nCOPY nowhere .\nRUN make\n")
    assert cli.main(["run", str(recorded.folder)]) == ExitCode.USAGE
    capsys.readouterr()
    assert _table(capsys) == []


def test_a_run_is_called_as_its_label_says(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.begin("1", text="FROM vm/debian:12\nLABEL display_name='the shop' status=merge\nRUN make\nRUN test\n").close()
    assert _table(capsys)[0][-3:] == ["the", "shop", "(/project/Layerfile)"]
    assert cli.main(["runs", "--json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["labels"] == {"display_name": "the shop", "status": "merge"}
    assert cli.main(["show", "1"]) == 0
    assert "status: merge" in capsys.readouterr().out.splitlines()


def test_hidden_runs_are_listed_with_all_others_only(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    past.begin("1").close()
    past.begin("2", text="FROM vm/debian:12\nLABEL status=hidden\nRUN make\nRUN test\n").close()
    assert cli.main(["runs"]) == 0
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()[1:]] == ["1"]
    assert "1 hidden; --all" in printed.err
    assert [row[0] for row in _table(capsys, "--all")] == ["2", "1"]
