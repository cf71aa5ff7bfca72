"""A snapshot that forks start from gets a full memory image."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from layer_cache import snapshots
from layer_cache.state import State
from layer_runner.engine import memory
from layer_runner.engine.memory import PAGE, Footprint, Shadow
from layer_runner.engine.sharing import make_shareable
from layer_runner.errors import EngineError

_PAGES = 8


def page(value: int) -> bytes:
    """A page full of one byte."""
    return bytes([value]) * PAGE


def make(state: State, name: str, parent: str | None, pages: dict[int, bytes]) -> None:
    """A snapshot: a full image, or a delta to its parent."""
    folder = snapshots.folder(state, name)
    folder.mkdir(parents=True)
    shadow = Shadow(_PAGES * PAGE)
    for number, content in pages.items():
        shadow.store(number, content)
    if parent is None:
        memory.write_image(folder / "ram", None, _PAGES * PAGE, shadow)
    else:
        memory.write_delta(folder / "delta", sorted(pages), shadow)
    manifest = snapshots.Manifest(
        snapshots.FORMAT, name, parent, "i", "tcg", _PAGES * PAGE, 1, 1, 1, snapshots.host(), name, 1, 1.0
    )
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))


@pytest.fixture
def state(tmp_path: Path) -> State:
    """A full image, two deltas above it."""
    state = State(tmp_path / "state").create()
    make(state, "one", None, {0: page(1), 1: page(2)})
    make(state, "two", "one", {1: page(3), 4: page(4)})
    make(state, "three", "two", {4: page(5), 5: page(0)})
    return state


def test_the_image_holds_what_base_and_deltas_make_together(state: State) -> None:
    assert make_shareable(state, "three") > 0
    ram = (snapshots.folder(state, "three") / "ram").read_bytes()
    assert ram == page(1) + page(3) + page(0) * 2 + page(5) + page(0) * 3
    assert [part.id for part in snapshots.memory_chain(state, "three") or ()] == ["three"]
    # Others may be reading it.
    assert (snapshots.folder(state, "three") / "delta").exists()
    assert make_shareable(state, "three") == 0


def test_one_that_has_an_image_stays_as_it_is(state: State) -> None:
    before = (snapshots.folder(state, "one") / "ram").stat()
    assert make_shareable(state, "one") == 0
    assert (snapshots.folder(state, "one") / "ram").stat() == before


def test_a_damaged_delta_is_said_and_leaves_no_image(state: State) -> None:
    (snapshots.folder(state, "two") / "delta").write_bytes(b"nothing")
    with pytest.raises(EngineError, match="delta"):
        make_shareable(state, "three")
    assert sorted(os.listdir(snapshots.folder(state, "three"))) == ["delta", "manifest.json"]


def test_one_that_is_gone_is_said(state: State) -> None:
    with pytest.raises(EngineError, match="gone"):
        make_shareable(state, "four")


def test_what_is_a_processs_own_is_told_apart_from_translated_code() -> None:
    smaps = """\
7f0000000000-7f0000100000 rwxp 00000000 00:00 0
Rss:                 300 kB
Private_Clean:         0 kB
Private_Dirty:       200 kB
7f0000200000-7f0000300000 rw-p 00000000 00:00 0        /state/snapshots/x/ram
Shared_Clean:        900 kB
Private_Clean:         4 kB
Private_Dirty:        16 kB
Private_Hugetlb:       0 kB
"""
    assert memory.footprint_of(smaps) == Footprint(220 * 1024, 200 * 1024)


def test_this_process_has_something_of_its_own() -> None:
    found = memory.footprint(os.getpid())
    assert found.unshared > 1024**2
    assert found.translated <= found.unshared
