"""Whether a snapshot can be restored here, told from a look at its files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from layer_cache import snapshots
from layer_cache.state import State
from tests.cache.stores import add, qcow2


@pytest.fixture
def state(tmp_path: Path) -> State:
    """base <- one <- two."""
    state = State(tmp_path)
    for name, parent in (("base", None), ("one", "base"), ("two", "one")):
        add(state, name, parent)
    return state


def _manifest(**changes: object) -> Callable[[State], None]:
    def change(state: State) -> None:
        manifest = snapshots.read(state, "two")
        assert manifest is not None
        changed = msgspec.json.encode(msgspec.structs.replace(manifest, **changes))
        (snapshots.folder(state, "two") / "manifest.json").write_bytes(changed)

    return change


def _unlink(path: str) -> Callable[[State], None]:
    return lambda state: (state.root / path).unlink()


def _cut(path: str) -> Callable[[State], None]:
    return lambda state: os.truncate(state.root / path, 4096)


_HERE = snapshots.host()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda state: None, None),
        (_unlink("snapshots/two/manifest.json"), "its files are gone"),
        (_unlink("snapshots/two/state"), "it was removed"),
        (_unlink("snapshots/two/delta"), "its files are gone"),
        (_unlink("snapshots/one/state"), None),
        (_unlink("snapshots/one/delta"), "its files are gone"),
        (_unlink("snapshots/one/manifest.json"), "its files are gone"),
        (_unlink("snapshots/base/ram"), "its files are gone"),
        (_cut("snapshots/two/state"), "its files are damaged"),
        (_cut("snapshots/one/state"), None),
        (_cut("snapshots/one/delta"), "its files are damaged"),
        (_cut("snapshots/base/ram"), "its files are damaged"),
        (_cut("disks/dtwo.qcow2"), "its disk is damaged"),
        (_unlink("disks/dtwo.qcow2"), "its disk is gone"),
        (_unlink("disks/dbase.qcow2"), "its disk is gone"),
        (_unlink("images/image.raw"), "its disk is gone"),
        (_manifest(format=snapshots.FORMAT + 1), "another version of layer wrote it"),
        (_manifest(host=snapshots.Host("other", _HERE.processor)), "QEMU was upgraded since it was taken"),
        (_manifest(host=snapshots.Host(_HERE.qemu, "other")), None),
        (
            _manifest(host=snapshots.Host(_HERE.qemu, "other"), accelerator="kvm"),
            "it was taken on another processor",
        ),
    ],
)
def test_a_refusal_says_why(state: State, change: Callable[[State], None], words: str | None) -> None:
    assert snapshots.refusal(state, "two") is None
    change(state)
    assert snapshots.refusal(state, "two") == words


def test_what_was_of_use_has_todays_time_and_what_is_gone_is_left_out(state: State) -> None:
    snapshots.mark_used(state, ["one", "nonesuch"])
    assert (snapshots.folder(state, "one") / "state").stat().st_mtime == pytest.approx(time.time(), abs=60)
    assert (snapshots.folder(state, "two") / "state").stat().st_mtime == 1000.0
    assert not snapshots.folder(state, "nonesuch").exists()


def test_disks_in_a_ring_end(state: State) -> None:
    one, other = snapshots.layer(state, "a"), snapshots.layer(state, "b")
    qcow2(one, other)
    qcow2(other, one)
    assert snapshots.disk_chain(state, "a") == (one, other)


@pytest.mark.parametrize("content", [b"", b"QFI\xfb", b"QFI\xfb" + b"\xff" * 100, b"raw contents of a disk" * 10])
def test_what_is_no_qcow2_file_stands_on_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.qcow2"
    path.write_bytes(content)
    assert snapshots.backing(path) is None
