"""The end of a run: nothing where there is nothing to do, words where something was removed."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from layer_cache import snapshots
from layer_cache.keeping.caps import Caps
from layer_cache.keeping.leases import Lease
from layer_cache.records import Records
from layer_cache.state import State
from layer_runner.run import housekeeping
from tests.cache.stores import add, record


@pytest.fixture
def state(tmp_path: Path) -> State:
    """An old snapshot, and the one that the run has just made."""
    state = State(tmp_path)
    add(state, "old", size=1024**2)
    add(state, "new", size=1024**2)
    return state


def test_within_the_caps_neither_a_lock_nor_the_database_is_touched(state: State) -> None:
    with (state.locks / "store").open("w") as lock, Records(state.root / "none.db") as records:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert housekeeping.tidy(state, records, Caps(1024**3, 0)) is None
    assert not (state.root / "none.db").exists()


def test_over_the_cap_others_go_and_it_says_so(state: State) -> None:
    with Lease(state) as lease, Records(state.records_path) as records:
        record(records, "old", seconds=4.0)
        record(records, "new", seconds=1.0)
        lease.hold("new")
        text = housekeeping.tidy(state, records, Caps(0, 0))
        assert text == "the cache was over its cap: 1 snapshot removed, 3 MB, that had saved 4.0 s"
        assert snapshots.refusal(state, "new") is None
        assert housekeeping.tidy(state, records, Caps(0, 0)) is None, "what the run uses is all that is left"
