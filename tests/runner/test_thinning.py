"""Merging changes neither memory nor disk of what stands above, frees files, and spares what runs use."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from layer_cache import snapshots
from layer_cache.keeping import leases, removing
from layer_cache.keeping.checking import judge, look
from layer_cache.keeping.inventory import take
from layer_cache.keeping.leases import Lease
from layer_cache.records import Records
from layer_cache.state import State
from layer_runner.engine import memory, thinning
from tests.cache.stores import add, write_delta, write_manifest

pytestmark = pytest.mark.skipif(
    shutil.which("qemu-io") is None and "CI" not in os.environ, reason="qemu-utils is not installed"
)

_SIZE = 64 * memory.PAGE


def _pages(state: State, name: str) -> dict[int, bytes]:
    """The pages that the deltas of a chain hold, the newest of each."""
    chain = snapshots.memory_chain(state, name)
    assert chain is not None
    found: dict[int, bytes] = {}
    for part in chain[1:]:
        for first, data in memory.read_delta(snapshots.folder(state, part.id) / "delta"):
            for index in range(len(data) // memory.PAGE):
                found[first + index] = data[index * memory.PAGE : index * memory.PAGE + 1]
    return found


def _disk(state: State, name: str, scratch: Path) -> bytes:
    """The contents of a snapshot's whole disk."""
    manifest = snapshots.read(state, name)
    assert manifest is not None
    command = ["qemu-img", "convert", "-O", "raw", str(snapshots.layer(state, manifest.disk)), str(scratch / "raw")]
    subprocess.run(command, check=True)
    return (scratch / "raw").read_bytes()


@pytest.fixture
def state(tmp_path: Path) -> State:
    """base <- one <- two <- three, with real deltas and disks; each writes a page of its own and one of all."""
    state = State(tmp_path / "state")
    parent = None
    for number, name in enumerate(("base", "one", "two", "three")):
        add(state, name, parent)
        path = snapshots.layer(state, f"d{name}")
        path.unlink()
        if parent is None:
            below, kind = state.images / "image.raw", "raw"
            os.truncate(below, 1024**2)
        else:
            below, kind = snapshots.layer(state, f"d{parent}"), "qcow2"
            mark = bytes([number])
            # Page 9 goes back to what it was, page 10 is only the first's.
            pages = {
                1: mark,
                number + 20: mark,
                9: b"\0" if name == "two" else mark,
                **({10: b"x"} if number == 1 else {}),
            }
            write_delta(snapshots.folder(state, name) / "delta", pages)
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", str(below), "-F", kind, str(path)], check=True)
        writes = ["-c", f"write -P {number + 1} 0 64k", "-c", f"write -P {number + 1} {(number + 1) * 64}k 64k"]
        if name == "two":
            writes += ["-c", "write -z 128k 64k"]
        subprocess.run(["qemu-io", "-f", "qcow2", *writes, str(path)], check=True, capture_output=True)
        write_manifest(state, name, _SIZE)
        parent = name
    return state


def _remove(state: State, *names: str) -> None:
    with leases.removing(state):
        removing.remove(state, names)


@pytest.mark.parametrize("removed", [("one",), ("two",), ("one", "two"), ("two", "one")])
def test_what_stands_above_is_the_same_and_what_was_below_is_gone(
    state: State, tmp_path: Path, removed: tuple[str, ...]
) -> None:
    pages, disk = _pages(state, "three"), _disk(state, "three", tmp_path)
    for name in removed:
        _remove(state, name)
    before = take(state).bytes
    freed = thinning.thin(state)
    assert freed == before - take(state).bytes > 0
    assert _pages(state, "three") == pages
    assert _disk(state, "three", tmp_path) == disk
    assert snapshots.refusal(state, "three") is None
    assert not any(name in take(state).snapshots for name in removed)
    assert not any(f"disk/d{name}" in take(state).files for name in removed)
    with Records(state.records_path) as records:
        assert judge(look(state, records)) == []
    assert thinning.thin(state) == 0


def test_a_kill_in_between_leaves_a_sound_store(state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, disk = _pages(state, "three"), _disk(state, "three", tmp_path)
    _remove(state, "one")
    replace = os.replace

    class Killed(BaseException):
        pass

    for step in range(6):
        done = 0

        def stop(source: Path, target: Path, at: int = step) -> None:
            nonlocal done
            if done == at:
                raise Killed
            done += 1
            replace(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", stop)
            try:
                thinning.thin(state)
            except Killed:
                assert snapshots.refusal(state, "two") is None
                assert _pages(state, "three") == pages
                assert _disk(state, "three", tmp_path) == disk
                with Records(state.records_path) as records:
                    assert not [one for one in judge(look(state, records)) if one.kind == "damaged"]
    thinning.thin(state)
    assert "one" not in take(state).snapshots
    assert _pages(state, "three") == pages


def test_what_a_run_uses_is_not_touched(state: State) -> None:
    _remove(state, "one")
    with Lease(state) as lease:
        lease.hold("three")
        assert thinning.thin(state) == 0
        assert "one" in take(state).snapshots
    assert thinning.thin(state) > 0


def test_where_two_stand_on_it_it_stays(state: State) -> None:
    add(state, "other", "one")
    _remove(state, "one")
    assert thinning.thin(state) == 0
    _remove(state, "other")
    assert thinning.thin(state) > 0


def test_a_damaged_delta_is_left_to_the_check(state: State) -> None:
    _remove(state, "one")
    os.truncate(snapshots.folder(state, "one") / "delta", 100)
    assert thinning.thin(state) == 0
    assert "one" in take(state).snapshots
