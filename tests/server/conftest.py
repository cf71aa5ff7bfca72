"""Fixtures of the tests of the language server."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.projects import Project, git, reads, write

LAYERFILE = "FROM vm/debian:12\nCOPY . /src\nRUN cat /src/one\nRUN cat /src/two\n"


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No configuration of this machine's git."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / ".config"))


@pytest.fixture
def state(tmp_path: Path) -> State:
    """A state folder that does not exist yet."""
    return State(tmp_path / "state")


@pytest.fixture(params=["folder", "repository"])
def project(request: pytest.FixtureRequest, tmp_path: Path, state: State) -> Project:
    """A folder, or a git repository, with two files and a step that reads each."""
    root = tmp_path / "project"
    root.mkdir()
    write(root, {"Layerfile": LAYERFILE, "one": "1\n", "two": "2\n"})
    if request.param == "repository":
        git(root, "init", "-q")
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "start")
    behaviours = {"RUN cat /src/one": reads("/src/one"), "RUN cat /src/two": reads("/src/two")}
    return Project(root, Records(state.records_path), behaviours)
