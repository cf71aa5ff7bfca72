"""Whose disk the directories of CACHE are on, and what becomes of what shards write."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from layer_cache.state import State
from layer_runner.engine.domain import CACHES_BYTES
from layer_runner.run.cache_disks import disks

from .test_caches import TEXT, program

MB = 1024**2


def test_without_cache_nothing_is_made(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with disks(state, tmp_path, program("RUN true\n"), MB) as found:
        assert (found.disk, found.busy) == (None, False)
    assert not state.caches.exists()


def test_one_disk_for_each_layerfile_and_one_run_at_a_time(tmp_path: Path) -> None:
    state = State(tmp_path)
    with disks(state, tmp_path, program(TEXT), MB) as first:
        assert first.disk is not None
        assert first.disk.stat().st_size == CACHES_BYTES
        with disks(state, tmp_path, program(TEXT), MB) as second:
            assert (second.disk, second.busy) == (None, True)
        with disks(state, tmp_path, program(TEXT, "b/Layerfile"), MB) as other:
            assert other.disk not in (None, first.disk)
    with disks(state, tmp_path, program(TEXT), MB) as again:
        assert again.disk == first.disk


def test_a_file_system_of_another_size_is_made_anew(tmp_path: Path) -> None:
    state = State(tmp_path)
    with disks(state, tmp_path, program(TEXT), MB) as first:
        assert first.disk is not None
        with first.disk.open("r+b") as file:
            file.write(b"kept")
    with disks(state, tmp_path, program(TEXT), MB) as same:
        assert same.disk is not None
        assert same.disk.open("rb").read(4) == b"kept"
    with disks(state, tmp_path, program(TEXT), 2 * MB) as other:
        assert other.disk is not None
        assert other.disk.open("rb").read(4) == bytes(4)
        assert json.loads(other.disk.with_suffix(".json").read_text())["size"] == 2 * MB
    other.disk.with_suffix(".json").write_text("{")
    with disks(state, tmp_path, program(TEXT), 2 * MB) as mended:
        assert mended.disk == other.disk


def put(file: Path, word: bytes) -> None:
    """Write to the beginning of a disk as a machine would."""
    command = ["qemu-io", "-f", "qcow2" if file.suffix == ".qcow2" else "raw"]
    written = f"write -P {word[0]} 0 4096"
    subprocess.run([*command, "-c", written, str(file)], check=True, capture_output=True, timeout=60)


def test_what_the_first_shard_wrote_is_kept(tmp_path: Path) -> None:
    with disks(State(tmp_path), tmp_path, program(TEXT), MB) as found:
        assert found.disk is not None
        assert found.of(None, None) == found.disk
        put(found.disk, b"a")
        layers = [found.of(shard, found.disk) for shard in (1, 0)]
        for layer, word in zip(layers, (b"b", b"c"), strict=True):
            assert layer is not None
            put(layer, word)
        below = found.of(0, layers[1])
        assert below is not None
        put(below, b"d")
        assert found.disk.open("rb").read(1) == b"a"
        found.keep()
        assert found.disk.open("rb").read(1) == b"d"
    assert list(State(tmp_path).caches.glob("*.qcow2")) == []


def test_shards_of_a_run_that_cannot_have_the_disk_have_empty_ones(tmp_path: Path) -> None:
    state = State(tmp_path)
    with disks(state, tmp_path, program(TEXT), MB), disks(state, tmp_path, program(TEXT), MB) as second:
        assert second.of(0, None) is None
        second.keep()


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    state = State(tmp_path)
    with disks(state, tmp_path, program(TEXT), MB) as found:
        assert found.disk is not None
        left = found.disk.with_name(f"{found.disk.stem}-x.qcow2")
        left.touch()
    with disks(state, tmp_path, program(TEXT), MB):
        assert not left.exists()
