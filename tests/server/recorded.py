"""A project that was run, as far as a state folder can tell: image, recordings and snapshots are there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec

from layer_cache import snapshots
from layer_cache.checkout import Variables
from layer_cache.records import Records
from layer_cache.state import State
from layerfile.files import DiskFiles
from layerfile.program import Program, load
from tests.cache.projects import IMAGE, Project

NAME = "vm/debian:12"


def install_image(state: State, name: str = NAME, digest: str = IMAGE) -> None:
    """Make an image that is only a manifest."""
    folder = state.images / name.replace("/", "-").replace(":", "-")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps({"name": name, "digest": digest}))


def make_snapshot(state: State, name: str) -> None:
    """Make a snapshot that looks as if this machine could restore it."""
    folder = snapshots.folder(state, name)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = snapshots.Manifest(
        snapshots.FORMAT, name, None, NAME, "tcg", 1 << 30, 1, 1, 1, snapshots.host(), name, 1, 1.0
    )
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    (folder / "ram").touch()
    (folder / "state").touch()
    state.disks.mkdir(parents=True, exist_ok=True)
    (state.disks / f"{name}.qcow2").touch()


def program(root: Path) -> Program:
    """The Layerfile of a folder."""
    return load("Layerfile", DiskFiles(root), Variables(root, os.environ, "a run"))


def run(state: State, project: Project) -> None:
    """Pretend to run the project's Layerfile: afterwards all its steps are hits."""
    install_image(state)
    with Records(state.records_path) as records:
        project.records = records
        loaded = program(project.root)
        project.run(loaded)
        for step in project.predict(loaded).each:
            if step.recording is not None and step.recording.snapshot is not None:
                make_snapshot(state, step.recording.snapshot)
