"""Which directories CACHE keeps, and whose disk they are on; what happens in machines is tested there."""

from __future__ import annotations

import json
from pathlib import Path

from layer_cache.state import State
from layer_runner.engine.domain import CACHES_BYTES
from layer_runner.run.caches import Directory, directories, disk
from layerfile.files import MemoryFiles
from layerfile.program import Program, load

MB = 1024**2


def program(text: str, path: str = "Layerfile") -> Program:
    return load(path, MemoryFiles({path: f"FROM vm/debian:12\n{text}"}))


TEXT = "CACHE /a b\nWORKDIR /w\nUSER app\nENV X=c\nCACHE ~/x $X /a\nRUN true\n"


def test_directories_are_absolute_and_come_once() -> None:
    loaded = program(TEXT)
    expected = [
        Directory("/a", "root"),
        Directory("/root/b", "root"),
        Directory("/home/app/x", "app"),
        Directory("/w/c", "app"),
    ]
    assert directories(loaded, len(loaded.steps)) == expected
    assert directories(loaded, 2) == expected[:2]
    assert directories(loaded, 1) == []


def test_the_name_on_the_disk_is_that_of_the_path() -> None:
    name, user, path = Directory("/a:b", "app").argument.split(":", 2)
    assert (user, path) == ("app", "/a:b")
    assert Directory("/a:b", "root").argument.startswith(f"{name}:")


def test_without_cache_nothing_is_made(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with disk(state, tmp_path, program("RUN true\n"), MB) as found:
        assert (found.path, found.busy) == (None, False)
    assert not state.caches.exists()


def test_one_disk_for_each_layerfile_and_one_run_at_a_time(tmp_path: Path) -> None:
    state = State(tmp_path)
    with disk(state, tmp_path, program(TEXT), MB) as first:
        assert first.path is not None
        assert first.path.stat().st_size == CACHES_BYTES
        with disk(state, tmp_path, program(TEXT), MB) as second:
            assert (second.path, second.busy) == (None, True)
        with disk(state, tmp_path, program(TEXT, "b/Layerfile"), MB) as other:
            assert other.path not in (None, first.path)
    with disk(state, tmp_path, program(TEXT), MB) as again:
        assert again.path == first.path


def test_a_file_system_of_another_size_is_made_anew(tmp_path: Path) -> None:
    state = State(tmp_path)
    with disk(state, tmp_path, program(TEXT), MB) as first:
        assert first.path is not None
        with first.path.open("r+b") as file:
            file.write(b"kept")
    with disk(state, tmp_path, program(TEXT), MB) as same:
        assert same.path is not None
        assert same.path.open("rb").read(4) == b"kept"
    with disk(state, tmp_path, program(TEXT), 2 * MB) as other:
        assert other.path is not None
        assert other.path.open("rb").read(4) == bytes(4)
        assert json.loads(other.path.with_suffix(".json").read_text())["size"] == 2 * MB
    other.path.with_suffix(".json").write_text("{")
    with disk(state, tmp_path, program(TEXT), 2 * MB) as mended:
        assert mended.path == other.path
