"""`layer run` of several Layerfiles: which are meant, and what is said of them. The runs only pretend."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

import pytest

from layer_cli import main as cli
from layer_cli.commands import run as command
from layer_cli.groups.meaning import One, Several, meant
from layerfile.problems import LayerfileError

FAKE = Path(__file__).parents[1] / "runner" / "group" / "fake_run.py"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a repository, in which the test then is; each run is one of `fake_run`."""
    monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("FAKE_RUNS", str(tmp_path / "log"))
    monkeypatch.setattr("layer_cli.groups.running.COMMAND", (sys.executable, str(FAKE)))
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)

    def make(files: dict[str, str]) -> Path:
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return root

    return make


IMAGE = "FROM vm/debian:12\n"
SHOP = {
    "base/Layerfile": IMAGE,
    "api/Layerfile": "FROM ../base\n",
    "web/Layerfile": "FROM ../base\nWAIT ../api\n",
    "web/e2e/Layerfile": "FROM /base\n",
}


def _several(*arguments: Any, **fields: Any) -> tuple[str, ...]:
    found = meant(*arguments, **fields)
    assert isinstance(found, Several)
    return found.chosen


class TestMeaning:
    def test_a_folder_with_a_layerfile_means_that_one(self, tree: Callable[..., Path]) -> None:
        tree({**SHOP, "Layerfile": IMAGE})
        assert meant(None) == One(".")
        assert meant("api") == One("api")
        assert meant("api/Layerfile") == One("api/Layerfile")

    def test_a_folder_without_one_means_those_below(self, tree: Callable[..., Path]) -> None:
        root = tree(SHOP)
        assert _several(None) == tuple(sorted(SHOP))
        assert _several(str(root)) == tuple(sorted(SHOP))

    def test_if_there_is_one_below_it_is_run_as_one(self, tree: Callable[..., Path]) -> None:
        root = tree({"deep/er/x.Layerfile": IMAGE})
        assert meant("deep") == One(str(root / "deep/er/x.Layerfile"))

    def test_all_means_the_whole_repository_from_wherever(
        self, tree: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = tree({**SHOP, "Layerfile": IMAGE})
        monkeypatch.chdir(root / "api")
        assert _several(None, True) == ("Layerfile", *sorted(SHOP))
        assert _several(str(root / "web"), True) == ("web/Layerfile", "web/e2e/Layerfile")
        assert _several(None, only=["../web", "api"]) == ("web/Layerfile", "api/Layerfile")

    def test_what_wait_names_makes_it_several(self, tree: Callable[..., Path]) -> None:
        tree(SHOP)
        assert _several("web") == ("web/Layerfile",)
        assert meant("web", wait=False) == One("web")
        tree({"child/Layerfile": "FROM ../web\n"})
        assert _several("child") == ("child/Layerfile",)

    @pytest.mark.parametrize("arguments", [(None,), (".", True), ("nowhere",), ("empty", True)])
    def test_where_there_is_none_it_is_said(self, tree: Callable[..., Path], arguments: tuple[Any, ...]) -> None:
        (tree({}) / "empty").mkdir()
        with pytest.raises(LayerfileError, match=r"no Layerfile in|does not exist"):
            meant(*arguments)


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_graph_runs_and_a_table_says_what_became_of_it(
    tree: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    tree({**SHOP, "api/Layerfile": "FROM ../base\n# exit 1\n"})
    assert cli.main(["run", "--all"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "base    | hello" in lines
    assert any(line.startswith("web     | - skipped: api failed") for line in lines)
    table = [line.split() for line in lines[-6:]]
    assert table[0] == ["LAYERFILE", "RESULT", "RAN", "CACHED", "TOOK", "SAVED"]
    assert table[1][:5] == ["✔", "base", "passed", "1", "0"]
    assert table[2][:5] == ["✗", "api", "failed", "1", "0"]
    assert table[2][-4:] == ["line", "1:", "RUN", "it"]
    assert lines[-1].startswith("4 Layerfiles in ")
    assert "2 passed, 1 failed, 1 skipped; 3 VMs started" in lines[-1]


def test_json_is_one_stream_with_the_run_in_each_event(
    tree: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    tree(SHOP)
    assert cli.main(["run", "--json", "--only", "web", "--jobs", "3"]) == 0
    events = _json(capsys)
    first, last = events[0], events[-1]
    assert (first["event"], first["jobs"], first["version"]) == ("group_started", 3, 1)
    assert [each["layerfile"] for each in first["members"]] == ["base/Layerfile", "api/Layerfile", "web/Layerfile"]
    assert first["members"][2]["needs"] == ["base/Layerfile", "api/Layerfile"]
    assert (last["event"], last["ok"]) == ("group_finished", True)
    assert all("run" in event for event in events[1:-1])
    begun = [event for event in events if event["event"] == "run_started"]
    assert {event["group"] for event in begun} == {first["group"]}
    assert [event["run"] for event in begun] == ["run-of-base", "run-of-api", "run-of-web"]
    ended = [event for event in events if event["event"] == "member_finished"]
    assert [(each["layerfile"], each["result"], each["status"]) for each in ended] == [
        ("base/Layerfile", "passed", 0),
        ("api/Layerfile", "passed", 0),
        ("web/Layerfile", "passed", 0),
    ]


def test_wait_runs_first_what_it_names(tree: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    tree(SHOP)
    assert cli.main(["run", "web", "--json"]) == 0
    assert [each["run"] for each in _json(capsys) if each["event"] == "run_started"] == [
        "run-of-base",
        "run-of-api",
        "run-of-web",
    ]


def test_a_ring_and_what_leads_nowhere_are_errors_and_all_else_runs(
    tree: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    tree({"a/Layerfile": f"{IMAGE}WAIT ../b\n", "b/Layerfile": f"{IMAGE}WAIT ../a\n", "c/Layerfile": IMAGE})
    assert cli.main(["run", "--all", "--json"]) == 2
    ended = {each["layerfile"]: each for each in _json(capsys) if each["event"] == "member_finished"}
    assert {path: each["result"] for path, each in ended.items()} == {
        "a/Layerfile": "error",
        "b/Layerfile": "error",
        "c/Layerfile": "passed",
    }
    assert "a/Layerfile -> b/Layerfile -> a/Layerfile" in ended["a/Layerfile"]["reason"]


def test_what_a_run_is_told_is_passed_on(tree: Callable[..., Path], tmp_path: Path) -> None:
    import argparse

    from layer_cli.groups.running import _passed_on

    parser = argparse.ArgumentParser()
    command.arguments(parser)
    assert _passed_on(parser.parse_args(["--all"])) == []
    given = ["--no-cache", "--timeout", "90", "--step-timeout", "0.5", "--all", "--jobs", "2"]
    words = _passed_on(parser.parse_args(given))
    assert words == ["--no-cache", "--timeout", "90.0", "--step-timeout", "0.5"]
    again = parser.parse_args([*words, "--group", "g", "--", "-odd/Layerfile"])
    assert (again.timeout, again.step_timeout, again.no_cache, again.path) == (90, 0.5, True, "-odd/Layerfile")


@pytest.mark.parametrize(
    "arguments", [["--jobs", "0"], ["--jobs", "x"], ["--timeout", "0"], ["--step-timeout", "inf"], ["--only"]]
)
def test_numbers_that_mean_nothing_are_refused(tree: Callable[..., Path], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", *arguments])
    assert ended.value.code == 2


def test_a_file_that_cannot_be_written_is_told_before_anything_runs(
    tree: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree(SHOP)
    assert cli.main(["run", "--all", "--junit", "nowhere/junit.xml"]) == 2
    assert "--junit nowhere/junit.xml" in capsys.readouterr().err
    assert not (tmp_path / "log").exists()


def test_reports_have_also_what_never_began(tree: Callable[..., Path]) -> None:
    root = tree({"a/Layerfile": "FROM /gone\n", "b/Layerfile": "FROM ../a\n"})
    assert cli.main(["run", "--all", "--junit", "junit.xml", "--trace", "trace.json"]) == 2
    suites = xml.parse(root / "junit.xml").getroot()
    assert [(each.get("name"), each.get("errors"), each.get("skipped")) for each in suites] == [
        ("a/Layerfile", "1", "0"),
        ("b/Layerfile", "0", "1"),
    ]
    assert json.loads((root / "trace.json").read_text())["traceEvents"] == []


def test_a_reader_that_goes_away_ends_all_of_it(tree: Callable[..., Path], tmp_path: Path) -> None:
    root = tree({"a/Layerfile": f"{IMAGE}# sleep 60\n", "b/Layerfile": f"{IMAGE}# sleep 60\n"})
    script = (
        "import sys; from layer_cli.groups import running; from layer_cli.main import main;"
        f"running.COMMAND = (sys.executable, {str(FAKE)!r}); sys.exit(main(['run', '--all', '--json']))"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=root)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=20) == 0
    words = (tmp_path / "log").read_text().split()
    assert words.count("begin") == words.count("interrupted")


def test_a_run_ends_with_the_process_that_started_it() -> None:
    run = (
        "import os, time; from layer_cli.groups.parent import end_with_parent\n"
        "try: end_with_parent(); print(os.getpid(), flush=True); time.sleep(60)\n"
        "except KeyboardInterrupt: print('interrupted', flush=True)"
    )
    group = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {run!r}]); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", group], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip().isdecimal()
        process.kill()
        assert process.stdout.readline() == "interrupted\n"
