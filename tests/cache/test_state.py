"""Where things lie, and which images are there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from layer_cache.errors import StoreError
from layer_cache.images import installed
from layer_cache.state import State


def test_the_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYER_STATE_DIR", "/here")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert State().root == Path("/here")
    monkeypatch.delenv("LAYER_STATE_DIR")
    assert State().root == Path("/data/layer")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert State().root == Path.home() / ".local/share/layer"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert State().records_path == Path.home() / ".local/share/layer/records.db"


def test_naming_creates_nothing_and_creating_is_private(tmp_path: Path) -> None:
    state = State(tmp_path / "a" / "layer")
    assert not (tmp_path / "a").exists()
    for _ in range(2):
        assert state.create() is state
    for folder in (state.root, state.images, state.snapshots, state.disks, state.runs, state.locks):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_place_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="LAYER_STATE_DIR"):
        State(tmp_path / "file" / "layer").create()


def test_images_are_told_by_their_manifests_the_newest_first(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert installed(state) == {}
    for folder, name, digest, changed in (
        ("z-old", "vm/debian:12", "old", 1),
        ("a-new", "vm/debian:12", "new", 2),
        ("u", "vm/ubuntu:22.04", "other", 1),
    ):
        path = state.images / folder / "manifest.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"name": name, "digest": digest, "kernel": "6.1"}))
        os.utime(path, (changed, changed))
    for folder, text in (("broken", "{"), ("odd", "[]"), ("less", '{"name": "x"}')):
        (state.images / folder).mkdir()
        (state.images / folder / "manifest.json").write_text(text)
    (state.images / "half").mkdir()
    (state.images / "file").touch()
    assert installed(state) == {"vm/debian:12": "new", "vm/ubuntu:22.04": "other"}
