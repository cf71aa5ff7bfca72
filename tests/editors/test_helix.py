"""A real Helix in a terminal, with the set-up from `editors/helix`, and the real server."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.fetching import REPOSITORY, fetch
from tests.editors.home import Home
from tests.editors.parser import build_parser
from tests.editors.terminal import PATIENCE, Terminal, terminal

# Helix is fetched once; the sessions themselves take some seconds.
pytestmark = [pytest.mark.editor, pytest.mark.timeout(300)]

SETUP = REPOSITORY / "editors" / "helix"
CONFIG = """\
[editor]
end-of-line-diagnostics = "hint"

[editor.lsp]
display-inlay-hints = true
"""
ESCAPE = "\x1b"


@pytest.fixture(scope="module")
def program() -> str:
    """The program; `HX` names another one than the PATH's or Debian 13's."""
    named = os.environ.get("HX")
    if named is not None:
        return named
    fetch("build/helix/done", "Helix")
    return str(REPOSITORY / "build" / "helix" / "bin" / "hx")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Set up as `docs/editors.md` says."""
    made = Home(tmp_path)
    config = tmp_path / ".config" / "helix"
    (config / "runtime" / "grammars").mkdir(parents=True)
    shutil.copy(SETUP / "languages.toml", config)
    shutil.copytree(SETUP / "queries", config / "runtime" / "queries")
    build_parser(config / "runtime" / "grammars" / "layerfile.so")
    (config / "config.toml").write_text(CONFIG)
    return made


@pytest.fixture
def helix(program: str, home: Home) -> Iterator[Terminal]:
    """Helix with the Layerfile open."""
    with terminal([program, "Layerfile"], home.environment, home.project) as shown:
        shown.wait_for("4  RUN cat /src/two")
        yield shown


def hover(helix: Terminal, line: int, verdict: str) -> str:
    """Hover over a line until it has this verdict; what is shown then.

    Helix says that it tells of changed files, and tells of its own only: what others edit is seen after a while.
    """
    helix.type(f"{line}G")
    helix.wait_for(f"{line}:1\n")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        helix.type(" k")
        helix.wait_for(is_hover)
        shown = helix.text
        if verdict in shown:
            helix.picture("helix", "Helix")
        helix.type(ESCAPE)
        helix.wait_for(lambda text: not is_hover(text))
        if verdict in shown:
            return shown
    pytest.fail(f"no hover says {verdict}\n{shown}")


def is_hover(text: str) -> bool:
    """Whether the whole of a verdict is shown: the last line says what the instruction does."""
    return "RUN runs a shell command" in text


def test_diagnostics_hints_and_hovers_are_shown(helix: Terminal, home: Home) -> None:
    helix.type("geo")
    helix.wait_for(" INS ")
    # Pasted, which is one change: Helix 25.01 may send those of several keys in another order.
    helix.type("\x1b[200~RUNN x\x1b[201~")
    helix.wait_for("RUNN x  RUNN is no directive: did you mean RUN?")
    helix.type(ESCAPE)
    helix.wait_for(" NOR ")
    helix.type("u")
    helix.wait_for("RUN cat /src/one ✓ 1.0 s saved")
    helix.wait_for("RUN cat /src/two ↻ 2.0 s: two")
    assert "two changed (content" in hover(helix, 4, "↻ would run, about 2.0 s")
    hover(helix, 3, "✓ hit, 1.0 s saved")
    home.edit("one")
    assert "one changed (content" in hover(helix, 3, "↻ would run, about 1.0 s")


def test_the_grammar_colours_words(helix: Terminal) -> None:
    def are_coloured(_text: str) -> bool:
        copy, run, path, command = (helix.colour(word) for word in ("COPY", "RUN", "/src", "cat"))
        return copy == run and len({run, path, command}) == 3

    helix.wait_for(are_coloured)
