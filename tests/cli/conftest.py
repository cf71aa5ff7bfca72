"""A project for commands, with recordings of runs that only pretend."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from layer_cache.checkpoints import is_run
from layer_cache.identity import remembered
from layer_cache.observations import Observation
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import placements
from layer_cache.recorded_values import of_build_env
from layer_cli import project as projects
from layer_secrets.lookup import digests

from .past import Past


@dataclass
class Recorded:
    """A folder with a Layerfile, and what its steps read in the last run."""

    folder: Path
    state: Path

    def run(self, seconds: Sequence[float], reads: str = "data") -> None:
        """Record that every RUN ran, that each read the file, and that its snapshot is gone since."""
        project = projects.open_project(str(self.folder))
        names = [step.identity for step in project.predict().steps]
        parent = None
        marks = remembered(project.program, "1" * 64, digests(project.secrets))
        project.records.mark_seen(frozenset[str]().union(*marks))
        runs = [step for step in project.program.steps if is_run(step)]
        for step, took in zip(runs, seconds, strict=True):
            placed = PlacedTree(placements(project.program, project.tree, step.number), project.tree)
            path = f"/root/{reads}"
            parent = project.records.add(
                identity=names[step.number],
                layerfile=step.layerfile,
                line=step.line,
                text=step.text,
                seconds=took,
                observations=[Observation(kind, path, placed.value(kind, path)) for kind in ("entry", "content")],
                parent=parent,
                snapshot="gone",
                created=1_000_000_000.0,
                root=str(project.root),
                values=of_build_env(step),
            )
        project.records.close()


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """A project whose image is there; nothing ran yet."""
    state, folder = tmp_path / "state", tmp_path / "project"
    monkeypatch.setenv("LAYER_STATE_DIR", str(state))
    (state / "images/debian").mkdir(parents=True)
    (state / "images/debian/manifest.json").write_text(json.dumps({"name": "vm/debian:12", "digest": "1" * 64}))
    folder.mkdir()
    (folder / "Layerfile").write_text("FROM vm/debian:12\nCOPY . .\nRUN cat data\nRUN make\n")
    (folder / "data").write_text("old\n")
    return Recorded(folder, state)


@pytest.fixture
def past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    """A state folder without runs, on a clock that goes by UTC."""
    monkeypatch.setenv("LAYER_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    return Past(tmp_path / "state")
