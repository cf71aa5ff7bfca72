"""Somebody's home folder, with a project in it that was run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.projects import Project, reads, write
from tests.server.recorded import run

LAYERFILE = "FROM vm/debian:12\nCOPY . /src\nRUN cat /src/one\nRUN cat /src/two\n"


class Home:
    """A home folder with a project that was run, and whose file `two` was edited since.

    `folder/bin/layer` is the checkout's `layer`, and on the PATH.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.project.mkdir()
        state = State(folder / "state")
        write(self.project, {"Layerfile": LAYERFILE, "one": "1\n", "two": "2\n"})
        behaviours = {f"RUN cat /src/{name}": reads(f"/src/{name}") for name in ("one", "two")}
        run(state, Project(self.project, Records(state.records_path), behaviours))
        self.edit("two")
        self.layer = folder / "bin" / "layer"
        write(folder, {"bin/layer": f'#!/bin/sh\nexec {sys.executable} -m layer_cli "$@"\n'})
        self.layer.chmod(0o755)
        self.environment = {
            "HOME": str(folder),
            "PATH": f"{self.layer.parent}:{os.environ['PATH']}",
            # No variable of ours, but for the text that editors show.
            "LC_ALL": "C.UTF-8",
            "LAYER_STATE_DIR": str(state.root),
        }

    def edit(self, name: str) -> None:
        """Edit a file of the project, as somebody else would."""
        write(self.project, {name: "other\n"})
