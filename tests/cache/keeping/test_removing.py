"""Removing frees what nobody needs, keeps what somebody does, and a kill in between loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layer_cache import snapshots
from layer_cache.keeping import leases, removing
from layer_cache.keeping.inventory import take
from layer_cache.keeping.leases import Lease
from layer_cache.state import State
from tests.cache.stores import add, tree


@pytest.fixture
def state(tmp_path: Path) -> State:
    """base <- one <- two, base <- other."""
    state = State(tmp_path)
    for name, parent in (("base", None), ("one", "base"), ("two", "one"), ("other", "base")):
        add(state, name, parent)
    return state


def _remove(state: State, *names: str) -> int:
    with leases.removing(state):
        return removing.remove(state, names)


def _restorable(state: State) -> set[str]:
    return {name for name in take(state).snapshots if snapshots.refusal(state, name) is None}


def test_the_last_of_a_chain_is_gone_with_all_its_files(state: State) -> None:
    freed = take(state).unshared("two")
    assert _remove(state, "two") == freed
    assert not any("two" in name for name in tree(state))
    assert _restorable(state) == {"base", "one", "other"}


def test_one_in_the_middle_is_refused_and_what_stands_on_it_is_not(state: State) -> None:
    _remove(state, "one")
    assert snapshots.refusal(state, "one") == "it was removed"
    assert _restorable(state) == {"base", "two", "other"}
    assert {"snapshots/one/delta", "disks/done.qcow2"} <= tree(state)


def test_what_is_left_of_it_goes_with_the_last_that_stands_on_it(state: State) -> None:
    _remove(state, "one")
    unshared = take(state).unshared("two")
    assert unshared > take(state).own_bytes("two"), "the remains of the one below are its own by now"
    assert _remove(state, "two") == unshared
    assert not any("one" in name or "two" in name for name in tree(state))


def test_a_delta_that_a_full_image_made_needless_goes_its_disk_stays(state: State) -> None:
    add(state, "full", "two", full=True)
    _remove(state, "two")
    assert "snapshots/two/delta" not in tree(state)
    assert {"snapshots/two/manifest.json", "disks/dtwo.qcow2"} <= tree(state)
    assert "full" in _restorable(state)
    _remove(state, "full")
    assert not any("two" in name for name in tree(state))


def test_removing_what_is_gone_is_nothing(state: State) -> None:
    before = tree(state)
    assert _remove(state, "nonesuch") == 0
    assert tree(state) == before


def test_leftovers_go(state: State) -> None:
    before = tree(state)
    for name in (".tmp-a", ".gone-b", ".damaged-c"):
        (state.snapshots / name).mkdir()
        (state.snapshots / name / "ram").write_bytes(b"x" * 8192)
    (state.disks / "half.tmp").write_bytes(b"x")
    with leases.removing(state):
        assert removing.sweep(state) >= 3 * 8192
    assert tree(state) == before


def test_a_folder_half_removed_is_finished_by_the_next(state: State) -> None:
    # As a kill after each single deletion leaves it.
    for part in ("state", "delta"):
        (snapshots.folder(state, "two") / part).unlink()
        assert snapshots.refusal(state, "two") is not None
    with leases.removing(state):
        removing.sweep(state)
    assert not any("two" in name for name in tree(state))
    assert _restorable(state) == {"base", "one", "other"}


def test_what_a_run_restored_from_keeps_its_files(state: State) -> None:
    with Lease(state) as lease:
        lease.hold("two")
        _remove(state, "one")
        assert "two" in _restorable(state)


@settings(deadline=None, max_examples=60)
@given(
    parents=st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=9),
    removed=st.lists(st.integers(0, 9), max_size=8),
)
def test_any_order_of_removals_spares_all_others_and_ends_empty(
    tmp_path_factory: pytest.TempPathFactory, parents: list[tuple[int, bool]], removed: list[int]
) -> None:
    state = State(tmp_path_factory.mktemp("store"))
    add(state, "s0")
    for number, (parent, full) in enumerate(parents, 1):
        add(state, f"s{number}", f"s{parent % number}", full=full)
    left = {f"s{number}" for number in range(len(parents) + 1)}
    for number in removed:
        name = f"s{number % (len(parents) + 1)}"
        expected = take(state).unshared(name) if name in left else 0
        assert _remove(state, name) == expected
        left.discard(name)
        assert _restorable(state) == left
        assert take(state).unwanted() == frozenset()
    _remove(state, *left)
    assert tree(state) == set()
