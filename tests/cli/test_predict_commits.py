"""`layer predict` for what is not in the work tree: a commit, what is staged, and only what has changed since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from layer_cache.records import Records
from layer_cache.state import State
from layer_cli import main as cli
from layer_cli.exit_codes import ExitCode
from tests.cache.projects import Project, git, reads, repository, write
from tests.server.recorded import run

LAYERFILE = "FROM vm/debian:12\nCOPY . /src\nRUN cat /src/one\nRUN cat /src/two\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose only commit was run."""
    root = repository(tmp_path / "project", {"Layerfile": LAYERFILE, "one": "1\n", "two": "2\n"})
    monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "state"))
    run_it(root)
    return root


def run_it(root: Path) -> None:
    state = State()
    behaviours = {f"RUN cat /src/{name}": reads(f"/src/{name}") for name in ("one", "two")}
    run(state, Project(root, Records(state.records_path), behaviours))


def verdicts(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """A letter for each RUN."""
    assert cli.main(["predict", "--json", *options, str(root)]) == ExitCode.OK
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return "".join(step["verdict"][0] for step in found["steps"] if step["verdict"] != "free")


def test_work_tree_index_and_commit(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, {"two": "staged\n"})
    git(root, "add", "two")
    write(root, {"one": "in the work tree\n", "two": "2\n"})
    assert verdicts(root, capsys) == "mm"
    assert verdicts(root, capsys, "--staged") == "hm"
    assert verdicts(root, capsys, "--at", "HEAD") == "hh"
    git(root, "commit", "-q", "-m", "two")
    assert verdicts(root, capsys, "--at", "HEAD") == "hm"
    assert verdicts(root, capsys, "--at", "HEAD~1") == "hh"


def test_the_layerfile_is_that_of_the_commit(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, {"Layerfile": "FROM vm/debian:12\nCOPY . /src\nRUN something else\n"})
    assert verdicts(root, capsys) == "m"
    assert verdicts(root, capsys, "--at", "HEAD") == "hh"


def test_what_a_change_costs_whatever_was_run_since(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(root, "branch", "base")
    write(root, {"two": "other\n"})
    run_it(root)
    assert verdicts(root, capsys) == "hh"
    assert verdicts(root, capsys, "--diff", "base") == "hm"
    git(root, "commit", "-q", "-a", "-m", "two")
    assert verdicts(root, capsys, "--diff", "HEAD") == "hh"
    assert verdicts(root, capsys, "--diff", "base", "--at", "HEAD") == "hm"
    assert verdicts(root, capsys, "--diff", "HEAD", "--at", "base") == "hm"
    assert capsys.readouterr().err == ""


def test_a_base_that_never_ran(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, {"one": "other\n"})
    git(root, "commit", "-q", "-a", "-m", "one")
    assert cli.main(["predict", "--diff", "HEAD", str(root)]) == ExitCode.OK
    captured = capsys.readouterr()
    assert "nothing of it ran here, as HEAD has it" in captured.err
    write(root, {"one": "1\n", "two": "other"})
    git(root, "commit", "-q", "-a", "-m", "two")
    cli.main(["predict", "--diff", "HEAD", str(root)])
    assert "only 1 of its 2 steps ran here" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--at", "--diff"])
def test_what_is_no_commit(root: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert cli.main(["predict", option, "nothing", str(root)]) == ExitCode.USAGE
    assert "git knows no commit 'nothing'" in capsys.readouterr().err


def test_a_layerfile_that_is_not_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, {"new/Layerfile": LAYERFILE})
    assert cli.main(["predict", "--at", "HEAD", str(root / "new")]) == ExitCode.USAGE
    assert "there is no new/Layerfile in HEAD" in capsys.readouterr().err
    assert cli.main(["predict", "--staged", str(root / "new")]) == ExitCode.USAGE
    assert "there is no new/Layerfile in what is staged" in capsys.readouterr().err
