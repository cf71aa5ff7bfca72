"""A snapshot that many machines start from gets a full memory image, sealed, and nothing else changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layer_cache import snapshots
from layer_cache.keeping import leases, removing
from layer_cache.keeping.checking import judge, look
from layer_cache.keeping.inventory import take
from layer_cache.keeping.leases import Lease
from layer_cache.records import Records
from layer_cache.state import State
from layer_runner.engine import memory, sharing, thinning
from layer_runner.errors import EngineError
from tests.cache.stores import add, write_delta, write_manifest

_SIZE = 16 * memory.PAGE


@pytest.fixture
def state(tmp_path: Path) -> State:
    """base <- one <- two: an image and two real deltas."""
    state = State(tmp_path / "state")
    for name, parent in (("base", None), ("one", "base"), ("two", "one")):
        add(state, name, parent)
        folder = snapshots.folder(state, name)
        if parent is None:
            (folder / "ram").write_bytes(b"b" * memory.PAGE)
            os.truncate(folder / "ram", _SIZE)
        else:
            write_delta(folder / "delta", {1: name[:1].encode(), 3 if name == "one" else 4: name[:1].encode()})
        write_manifest(state, name, memory=_SIZE)
    return state


def _problems(state: State) -> list[str]:
    records = Records(state.records_path)
    try:
        return [finding.message for finding in judge(look(state, records)) if finding.kind != "recording"]
    finally:
        records.close()


def test_the_image_is_what_its_deltas_make_and_it_is_sealed(state: State) -> None:
    assert sharing.make_shareable(state, "two") > 0
    image = (snapshots.folder(state, "two") / "ram").read_bytes()
    assert [image[page * memory.PAGE : page * memory.PAGE + 1] for page in range(5)] == [b"b", b"t", b"\0", b"o", b"t"]
    assert len(image) == _SIZE
    assert snapshots.refusal(state, "two") is None
    chain = snapshots.memory_chain(state, "two")
    assert chain is not None
    assert [part.id for part in chain] == ["two"]
    assert set(chain[0].files) == {"state", "ram", "delta", "disk"}
    assert _problems(state) == []
    assert sharing.make_shareable(state, "two") == 0, "once is enough"


def test_damage_of_the_new_image_is_found(state: State) -> None:
    sharing.make_shareable(state, "two")
    with (snapshots.folder(state, "two") / "ram").open("r+b") as file:
        file.write(b"x")
    assert any("ram has not the contents" in problem for problem in _problems(state))
    os.truncate(snapshots.folder(state, "two") / "ram", _SIZE // 2)
    assert snapshots.refusal(state, "two") == "its files are damaged"


def test_what_a_run_that_was_killed_left_on_the_way_is_swept_but_not_while_one_goes_on(state: State) -> None:
    left = snapshots.folder(state, "two") / "ram-12345678.new"
    left.write_bytes(b"half")
    with Lease(state) as lease:
        lease.hold("two")
        assert take(state).leftovers == ()
    assert take(state).leftovers == (left,)


def test_a_run_that_looked_before_still_finds_the_deltas(state: State) -> None:
    sharing.make_shareable(state, "two")
    with Lease(state) as lease:
        lease.hold("two")
        with leases.removing(state):
            removing.remove(state, ["one"])
        assert (snapshots.folder(state, "one") / "delta").exists()
        assert (snapshots.folder(state, "two") / "delta").exists()
    with leases.removing(state):
        removing.sweep(state)
    assert not (snapshots.folder(state, "one") / "delta").exists()
    assert snapshots.refusal(state, "two") is None


def test_a_removed_one_with_a_full_image_is_not_merged_into_a_delta(state: State) -> None:
    sharing.make_shareable(state, "one")
    (snapshots.folder(state, "one") / "state").unlink()
    assert list(thinning.merges(take(state))) == []


def test_a_snapshot_that_is_gone_is_told(state: State) -> None:
    (snapshots.folder(state, "base") / "ram").unlink()
    with pytest.raises(EngineError, match="the snapshot two is gone"):
        sharing.make_shareable(state, "two")


def test_a_delta_that_is_no_delta_is_told_and_leaves_nothing(state: State) -> None:
    delta = snapshots.folder(state, "two") / "delta"
    delta.write_bytes(b"rubbish" * 100)
    with pytest.raises(EngineError, match="--no-cache"):
        sharing.make_shareable(state, "two")
    assert list(snapshots.folder(state, "two").glob("*.new")) == []
