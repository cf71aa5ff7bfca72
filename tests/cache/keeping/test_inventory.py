"""What stands on what, and what of it nobody needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_cache import snapshots
from layer_cache.keeping.inventory import take
from layer_cache.keeping.leases import Lease
from layer_cache.state import State
from tests.cache.stores import add


@pytest.fixture
def state(tmp_path: Path) -> State:
    """base <- one <- two, one <- other, and `full` above two with a memory image of its own."""
    state = State(tmp_path)
    add(state, "base")
    add(state, "one", "base")
    add(state, "two", "one")
    add(state, "other", "one")
    add(state, "full", "two", full=True)
    return state


def test_memory_is_needed_down_to_a_full_image_and_all_layers_of_the_disk(state: State) -> None:
    found = take(state)
    assert set(found.needs("two")) == {
        *("two/state", "two/delta", "two/manifest.json", "one/delta", "one/manifest.json"),
        *("base/ram", "base/manifest.json", "disk/dtwo", "disk/done", "disk/dbase"),
    }
    assert set(found.needs("full")) == {
        *("full/state", "full/ram", "disk/dfull", "disk/dtwo", "disk/done", "disk/dbase"),
        *(f"{name}/manifest.json" for name in ("full", "two", "one", "base")),
    }


def test_what_stands_on_a_snapshot_needs_one_of_its_files(state: State) -> None:
    found = take(state)
    assert found.above("one") == ("full", "other", "two")
    assert found.above("two") == ("full",)
    assert found.above("full") == found.above("other") == ()


def test_unshared_is_what_nothing_else_needs(state: State) -> None:
    found = take(state)
    assert found.unshared("other") == found.own_bytes("other") == found.unshared("full")
    assert found.unshared("one") == found.files["one/state"].bytes
    # Its delta has no other reader: what stands on it has an image of its own.
    two = ("two/state", "two/delta")
    assert found.unshared("two") == sum(found.files[name].bytes for name in two)


def test_in_a_store_as_runs_leave_it_nothing_is_unwanted(state: State) -> None:
    found = take(state)
    assert found.unwanted() == frozenset()
    assert found.leftovers == ()
    assert found.bytes == sum(found.own_bytes(name) for name in found.snapshots)


def test_a_file_missing_in_the_middle_is_still_named(state: State) -> None:
    (snapshots.folder(state, "one") / "delta").unlink()
    found = take(state)
    assert "one/delta" in found.needs("two")
    assert "one/delta" not in found.files


@pytest.mark.parametrize("name", [".tmp-a", ".gone-a", ".damaged-a"])
def test_half_made_folders_are_leftovers_unless_their_run_lives(state: State, name: str) -> None:
    (state.snapshots / name).mkdir()
    assert [path.name for path in take(state).leftovers] == [name]
    with Lease(state) as lease:
        lease.hold("a")
        assert [path.name for path in take(state).leftovers] == ([] if name == ".tmp-a" else [name])


def test_a_layer_that_a_machine_writes_is_wanted_and_so_are_those_below(state: State) -> None:
    from tests.cache.stores import qcow2

    qcow2(snapshots.layer(state, "top"), snapshots.layer(state, "below"))
    qcow2(snapshots.layer(state, "below"), None)
    assert take(state).unwanted() == {"disk/top", "disk/below"}
    with Lease(state) as lease:
        lease.hold("top")
        assert take(state).unwanted() == frozenset()


def test_an_empty_store(tmp_path: Path) -> None:
    found = take(State(tmp_path / "nothing"))
    assert (found.bytes, dict(found.snapshots), found.leftovers) == (0, {}, ())


@pytest.mark.parametrize("manifest", [b"", b"{}", b"\xff"])
def test_a_snapshot_without_a_manifest_needs_one(state: State, manifest: bytes) -> None:
    (snapshots.folder(state, "two") / "manifest.json").write_bytes(manifest)
    found = take(state)
    assert "two/manifest.json" in found.needs("two")
    assert "two/manifest.json" not in found.files


def test_manifests_in_a_ring_end(state: State) -> None:
    import msgspec

    manifest = snapshots.read(state, "one")
    assert manifest is not None
    ring = msgspec.structs.replace(manifest, parent="two")
    (snapshots.folder(state, "one") / "manifest.json").write_bytes(msgspec.json.encode(ring))
    assert "one/delta" in take(state).needs("two")
