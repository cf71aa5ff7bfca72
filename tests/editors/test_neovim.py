"""A real Neovim with the set-up from `editors/neovim`, and the real server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.projects import Project, reads, write
from tests.server.recorded import run

pytestmark = pytest.mark.editor

HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "editors" / "neovim"
LAYERFILE = "FROM vm/debian:12\nCOPY . /src\nRUN cat /src/one\nRUN cat /src/two\n"


@pytest.fixture(scope="module")
def neovim() -> str:
    """The program; `NVIM` names another one than the PATH's."""
    found = os.environ.get("NVIM") or shutil.which("nvim")
    if found is None:
        pytest.skip("no nvim on the PATH")
    return found


@pytest.fixture
def session(neovim: str, tmp_path: Path) -> dict[str, Any]:
    """What Neovim showed of a project that was run, and whose file `two` was edited since."""
    root = tmp_path / "project"
    root.mkdir()
    write(root, {"Layerfile": LAYERFILE, "one": "1\n", "two": "2\n"})
    state = State(tmp_path / "state")
    behaviours = {f"RUN cat /src/{name}": reads(f"/src/{name}") for name in ("one", "two")}
    run(state, Project(root, Records(state.records_path), behaviours))
    write(root, {"two": "other\n"})
    answer = tmp_path / "answer.json"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_STATE_HOME": str(tmp_path / "nvim-state"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "LAYER_STATE_DIR": str(state.root),
        "LAYER_TEST_PLUGIN": str(PLUGIN),
        "LAYER_TEST_COMMAND": json.dumps([sys.executable, "-m", "layer_cli", "server"]),
        "LAYER_TEST_LAYERFILE": str(root / "Layerfile"),
        "LAYER_TEST_ANSWER": str(answer),
    }
    script = HERE / "neovim_session.lua"
    command = [neovim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {script}"]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    found: dict[str, Any] = json.loads(answer.read_text())
    assert "error" not in found, f"{found['error']}\n{done.stderr}"
    return found


def test_neovim_shows_diagnostics_and_verdicts(session: dict[str, Any]) -> None:
    assert session["filetype"] == "layerfile"
    assert "↻ would run, about 2.0 s" in session["hover"]
    assert "two` changed" in session["hover"]
    assert session["readers"] == "read by 1 step · an edit costs 3.0 s"
    assert session["quickfix"] == "RUN cat /src/one"
    (found,) = session["diagnostics"]
    assert found["code"] == "env-shape"
    assert found["source"] == "layer"
    # Neovim counts bytes from 0.
    assert (found["lnum"], found["col"], found["end_col"]) == (4, 0, len("ENV A=é😀 B".encode()))
    assert "verdict unknown" in session["hover_with_mistake"]
    assert "↻ would run, about 2.0 s" in session["hover_after_undo"]
