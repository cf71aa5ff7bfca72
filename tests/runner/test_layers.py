"""Chains of layers are kept short, and hold what they held."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from layer_cache import snapshots
from layer_cache.state import State
from layer_runner.engine import layers

SIZE = 4 * 1024**2


def qemu(program: str, *arguments: str) -> bytes:
    return subprocess.run([program, *arguments], check=True, capture_output=True).stdout


def write(path: Path, offset: int, value: int) -> None:
    qemu("qemu-io", "-f", "qcow2", "-c", f"write -q -P {value} {offset} 64k", str(path))


@pytest.fixture
def chain(tmp_path: Path) -> tuple[State, Path]:
    """An image, and four layers of which each writes somewhere else, and all at 1 MB."""
    state = State(tmp_path).create()
    image = tmp_path / "image.raw"
    image.write_bytes(b"\7" * SIZE)
    below, kind = image, "raw"
    for number in range(4):
        path = snapshots.layer(state, f"d{number}")
        qemu("qemu-img", "create", "-q", "-f", "qcow2", "-b", str(below), "-F", kind, str(path))
        write(path, number * 65536, 16 + number)
        write(path, 1024**2, 32 + number)
        below, kind = path, "qcow2"
    return state, image


def content(state: State, disk: str, scratch: Path) -> bytes:
    raw = scratch / "content"
    qemu("qemu-img", "convert", "-O", "raw", str(snapshots.layer(state, disk)), str(raw))
    return raw.read_bytes()


def test_a_long_chain_becomes_one_layer_with_the_same_content(chain: tuple[State, Path], tmp_path: Path) -> None:
    state, image = chain
    before = content(state, "d3", tmp_path)
    assert layers.flatten(state, "d3", image, most=3)
    assert snapshots.disk_chain(state, "d3") == (snapshots.layer(state, "d3"),)
    assert content(state, "d3", tmp_path) == before
    # Those below stay for the snapshots that need them.
    assert len(snapshots.disk_chain(state, "d2") or ()) == 3


def test_a_short_chain_stays(chain: tuple[State, Path]) -> None:
    state, image = chain
    before = snapshots.layer(state, "d3").read_bytes()
    assert not layers.flatten(state, "d3", image, most=4)
    assert snapshots.layer(state, "d3").read_bytes() == before


def test_failure_leaves_the_layer_as_it_was(chain: tuple[State, Path], tmp_path: Path) -> None:
    state, _ = chain
    before = content(state, "d3", tmp_path)
    with pytest.raises(OSError, match="d3"):
        layers.flatten(state, "d3", tmp_path / "no such image", most=1)
    assert content(state, "d3", tmp_path) == before
    assert not list(state.disks.glob("*.new"))
