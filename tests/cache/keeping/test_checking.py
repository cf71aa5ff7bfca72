"""Damage of every kind is found, healed, and nothing sound is lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from layer_cache import snapshots
from layer_cache.keeping.checking import damaged, heal, judge, look
from layer_cache.keeping.leases import Lease
from layer_cache.keeping.worth import describe
from layer_cache.records import Records
from layer_cache.state import State
from tests.cache.stores import add, record, tree


@pytest.fixture
def state(tmp_path: Path) -> State:
    """base <- one <- two, base <- other, one <- full with a memory image of its own."""
    state = State(tmp_path)
    for name, parent in (("base", None), ("one", "base"), ("two", "one"), ("other", "base")):
        add(state, name, parent)
    add(state, "full", "one", full=True)
    return state


@pytest.fixture
def records(state: State) -> Iterator[Records]:
    """A recording for each snapshot."""
    with Records(state.records_path) as records:
        for name in ("base", "one", "two", "other", "full"):
            record(records, name)
        yield records


def _whole(state: State, records: Records) -> set[str]:
    return {name for name, one in describe(state, records).facts.items() if one.refusal is None}


def test_a_sound_store_has_no_findings(state: State, records: Records) -> None:
    looked = look(state, records)
    assert judge(looked) == []
    assert (looked.checked, looked.unsealed) == (15, 0)


_FLIP, _CUT, _GONE = "flip", "cut", "gone"


@pytest.mark.parametrize("how", [_FLIP, _CUT, _GONE])
@pytest.mark.parametrize(
    ("file", "lost"),
    [
        ("snapshots/two/state", {"two"}),
        ("snapshots/two/delta", {"two"}),
        ("snapshots/full/ram", {"full"}),
        ("snapshots/one/state", {"one"}),
        # `full` has a memory image of its own, but its disk stands on all others.
        ("snapshots/one/delta", {"one", "two"}),
        ("disks/done.qcow2", {"one", "two", "full"}),
        ("snapshots/base/ram", {"base", "one", "two", "other"}),
        ("disks/dbase.qcow2", {"base", "one", "two", "other", "full"}),
    ],
)
def test_damage_is_found_and_healed_and_costs_nothing_sound(
    state: State, records: Records, file: str, lost: set[str], how: str
) -> None:
    path = state.root / file
    if how == _GONE:
        path.unlink()
        if path.name == "state":
            # That is how a snapshot is removed: no damage.
            assert damaged(look(state, records)) == {}
            return
    elif how == _CUT:
        os.truncate(path, 4096)
    else:
        with path.open("r+b") as changed:
            changed.seek(5000)
            changed.write(b"!")
    looked = look(state, records)
    assert set(damaged(looked)) == lost
    assert {finding.subject for finding in judge(looked) if finding.kind == "damaged"} == lost
    heal(state, records, looked)
    assert _whole(state, records) == {"base", "one", "two", "other", "full"} - lost
    assert judge(look(state, records)) == []


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe"])
def test_a_manifest_that_cannot_be_read(state: State, records: Records, content: bytes) -> None:
    (snapshots.folder(state, "two") / "manifest.json").write_bytes(content)
    looked = look(state, records)
    assert set(damaged(looked)) == {"two"}
    heal(state, records, looked)
    assert judge(look(state, records)) == []
    assert not any("two" in name for name in tree(state))


def test_damage_below_is_told_with_whose_it_is(state: State, records: Records) -> None:
    (snapshots.folder(state, "one") / "delta").unlink()
    assert damaged(look(state, records)) == {
        "one": "delta is not there",
        "two": "delta of one, on which it stands, is not there",
    }


def test_what_is_damaged_and_in_use_waits(state: State, records: Records) -> None:
    os.truncate(snapshots.folder(state, "two") / "delta", 5)
    with Lease(state) as lease:
        lease.hold("two")
        looked = look(state, records)
        (finding,) = judge(looked)
        assert finding.cure == "wait for the run that uses it"
        heal(state, records, looked)
        assert "two" in describe(state, records).facts
    heal(state, records, look(state, records))
    assert "two" not in describe(state, records).facts


def test_leftovers_are_found_and_removed(state: State, records: Records) -> None:
    before = tree(state)
    (state.snapshots / ".tmp-x").mkdir()
    (state.disks / "x.qcow2").write_bytes(b"x")
    (state.locks / "lease-x").touch()
    looked = look(state, records)
    assert sorted(finding.kind for finding in judge(looked)) == ["leftover", "leftover", "unneeded"]
    heal(state, records, looked)
    assert tree(state) == before
    assert judge(look(state, records)) == []


def test_snapshots_of_before_seals_are_only_looked_for(state: State, records: Records) -> None:
    path = snapshots.folder(state, "two") / "manifest.json"
    text = path.read_text()
    path.write_text(text[: text.index(',"files"')] + "}")
    looked = look(state, records)
    assert judge(looked) == []
    assert looked.unsealed == 3


def test_recordings_that_can_never_hold_are_found_and_deleted(state: State, records: Records) -> None:
    first = record(records, "x")
    second = records.add(
        identity="i", layerfile="L", line=1, text="RUN", seconds=1.0, observations=(), parent=first, snapshot=None
    )
    with sqlite3.connect(records.path) as connection:
        connection.execute("DELETE FROM recordings WHERE id = ?", (first,))
    looked = look(state, records)
    assert looked.unreadable == (second,)
    assert [finding.kind for finding in judge(looked)] == ["recording"]
    heal(state, records, looked)
    assert judge(look(state, records)) == []
    assert len(records.with_snapshots()) == 5


def test_a_damaged_index_is_made_anew_and_no_recording_lost(state: State, records: Records) -> None:
    with sqlite3.connect(records.path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        # Its entries are not what it says that they are.
        sql = "CREATE INDEX recordings_identity ON recordings (text)"
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'recordings_identity'", (sql,))
    connection.close()
    records.close()
    looked = look(state, records)
    assert [finding.kind for finding in judge(looked)][:1] == ["database"]
    heal(state, records, looked)
    assert look(state, records).faults == ()
    assert len(records.with_snapshots()) == 5


def test_an_empty_state_folder_is_sound(tmp_path: Path) -> None:
    with Records(tmp_path / "records.db") as records:
        assert judge(look(State(tmp_path), records)) == []
