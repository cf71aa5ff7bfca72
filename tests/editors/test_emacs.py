"""A real Emacs in a terminal, with the mode from `editors/emacs`, eglot, and the real server."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cache.projects import write
from tests.editors.fetching import REPOSITORY, missing
from tests.editors.home import Home
from tests.editors.terminal import Terminal, terminal

pytestmark = pytest.mark.editor

# Else Emacs compiles its libraries beside the session, and shows warnings about them.
EARLY_INIT = "(setq native-comp-deferred-compilation nil)\n"
INIT = f"""\
(add-to-list 'load-path "{REPOSITORY / "editors" / "emacs"}")
(require 'layerfile-mode)
(add-hook 'layerfile-mode-hook #'eglot-ensure)
"""
DOWN, UP, META, ENTER = "\x0e", "\x10", "\x1b", "\r"


@pytest.fixture(scope="module")
def program() -> str:
    """An Emacs that has eglot; `EMACS` names another one than the PATH's."""
    found = os.environ.get("EMACS") or shutil.which("emacs")
    if found is None:
        missing("no emacs on the PATH: scripts/install-system test installs it")
    asked = [found, "--batch", "--eval", "(progn (package-initialize) (require 'eglot))"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        missing(f"this emacs has no eglot: {done.stderr[-500:]}")
    return found


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Set up as `docs/editors.md` says."""
    made = Home(tmp_path)
    write(tmp_path, {".emacs.d/early-init.el": EARLY_INIT, ".emacs.d/init.el": INIT})
    return made


@pytest.fixture
def emacs(program: str, home: Home) -> Iterator[Terminal]:
    """Emacs with the Layerfile open."""
    with terminal([program, "-nw", "Layerfile"], home.environment, home.project) as shown:
        shown.wait_for("(Layerfile")
        yield shown


def test_diagnostics_and_verdicts_are_shown(emacs: Terminal) -> None:
    emacs.wait_for("[eglot:project]")
    emacs.wait_for("Flymake[0 0]")
    # What eldoc says of the step at the cursor, at first by itself.
    emacs.type(DOWN * 3)
    emacs.wait_for("↻ would run, about 2.0 s")
    emacs.wait_for("two changed (content")
    emacs.type(f"{META}xeldoc-doc-buffer{ENTER}")
    emacs.wait_for("*eldoc*")
    emacs.picture("emacs", "Emacs", 26)
    emacs.type(UP)
    emacs.wait_for("✓ hit, 1.0 s saved")
    emacs.type(f"{META}>RUNN x")
    emacs.wait_for("Flymake[1 0]")
    emacs.wait_for("RUNN is no directive: did you mean RUN?")


def test_words_of_directives_are_coloured(emacs: Terminal) -> None:
    def are_coloured(_text: str) -> bool:
        return emacs.colour("COPY") == emacs.colour("RUN") != emacs.colour("cat")

    emacs.wait_for(are_coloured)
