"""Looking, deciding and removing together, on files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from layer_cache import snapshots
from layer_cache.keeping.caps import Caps
from layer_cache.keeping.leases import Lease
from layer_cache.keeping.tidying import excess, tidy
from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.stores import add, qcow2, record, tree

_NOTHING_FREE = Caps(0, 0)


@pytest.fixture
def state(tmp_path: Path) -> State:
    """base <- one <- two, base <- other."""
    state = State(tmp_path)
    now = time.time()
    for name, parent, age in (("base", None, 0), ("one", "base", 1), ("two", "one", 2), ("other", "base", 900)):
        add(state, name, parent, used=now - age * 3600)
    return state


@pytest.fixture
def records(state: State) -> Iterator[Records]:
    """A recording for each snapshot."""
    with Records(state.records_path) as records:
        for name in ("base", "one", "two", "other"):
            record(records, name)
        yield records


def test_within_the_caps_nothing_is_touched(state: State, records: Records) -> None:
    before = tree(state)
    caps = Caps(1024**3, 0)
    assert excess(state, caps) == 0
    assert tidy(state, records, caps).freed == 0
    assert tree(state) == before


def test_a_little_too_much_costs_the_least_valuable_only(state: State, records: Records) -> None:
    from layer_cache.keeping.inventory import take

    caps = Caps(take(state).bytes - 1, 0)
    assert excess(state, caps) == 1
    done = tidy(state, records, caps)
    assert [removal.snapshot for removal in done.decision.removals] == ["other"]
    assert excess(state, caps) == 0
    assert done.freed == done.decision.removals[0].bytes


def test_dry_is_what_would_happen(state: State, records: Records) -> None:
    before = tree(state)
    dry = tidy(state, records, _NOTHING_FREE, dry=True)
    assert tree(state) == before
    real = tidy(state, records, _NOTHING_FREE)
    assert dry.decision == real.decision
    assert dry.freed == real.freed == real.taken
    assert tree(state) == set()


def test_what_a_run_uses_stays(state: State, records: Records) -> None:
    with Lease(state) as lease:
        lease.hold("two", "top")
        qcow2(snapshots.layer(state, "top"), snapshots.layer(state, "dtwo"))
        done = tidy(state, records, _NOTHING_FREE)
        assert done.decision.missing > 0
        assert {name for name in ("base", "one", "two", "other") if snapshots.refusal(state, name) is None} == {
            *("base", "one", "two")
        }
        assert "disks/top.qcow2" in tree(state)
    tidy(state, records, _NOTHING_FREE)
    assert tree(state) == set()


def test_junk_counts_before_any_snapshot_goes(state: State, records: Records) -> None:
    from layer_cache.keeping.inventory import take

    whole = take(state).bytes
    qcow2(snapshots.layer(state, "junk"), None, 1024**2)
    done = tidy(state, records, Caps(whole, 0))
    assert done.decision.removals == ()
    assert done.freed == 1024**2
