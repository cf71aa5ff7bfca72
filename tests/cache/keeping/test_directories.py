"""Directories of CACHE in the store: listed, and removed when nobody wants them any more."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from layer_cache.keeping.directories import kept, remove_forgotten
from layer_cache.keeping.worth import FORGOTTEN
from layer_cache.state import State


def add(state: State, name: str, root: Path, size: int = 8192, used: float = 1000.0) -> Path:
    state.caches.mkdir(parents=True, exist_ok=True)
    path = state.caches / f"{name}.raw"
    path.write_bytes(b"x" * size)
    path.with_suffix(".json").write_text(json.dumps({"root": str(root), "layerfile": "Layerfile", "size": 1}))
    os.utime(path, (used, used))
    return path


def test_they_are_listed_by_what_they_take(tmp_path: Path) -> None:
    state = State(tmp_path)
    add(state, "a", tmp_path)
    add(state, "b", tmp_path, 1 << 20)
    (state.caches / "c.raw").write_bytes(b"")
    (state.caches / "c.json").write_text("{")
    found = kept(state)
    assert [one.path.stem for one in found] == ["b", "a"]
    assert (found[0].root, found[0].layerfile, found[0].used) == (str(tmp_path), "Layerfile", 1000.0)
    assert found[0].bytes >= 1 << 20


def test_without_any_there_is_nothing(tmp_path: Path) -> None:
    assert kept(State(tmp_path)) == []


def test_what_nobody_wants_is_removed_but_not_what_a_run_uses(tmp_path: Path) -> None:
    state = State(tmp_path)
    now = 2000.0 + FORGOTTEN
    add(state, "used", tmp_path, used=now - 5)
    add(state, "old", tmp_path)
    add(state, "orphan", tmp_path / "gone", used=now - 5)
    running = add(state, "running", tmp_path)
    with running.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert remove_forgotten(state, now) >= 2 * 8192
    assert {path.name for path in state.caches.iterdir()} == {"used.raw", "used.json", "running.raw", "running.json"}
