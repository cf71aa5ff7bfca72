"""Digests of files are remembered by their stat, and only where that is safe."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from layer_cache import digests
from layer_cache.digests import Stamp, settled
from layer_cache.observations import blob_digest
from layer_cache.records import Records
from layer_cache.tree import open_tree

from .projects import write

STAMP = Stamp(1, 2, 3, 4)
DIGEST, OTHER, NEWER = "d" * 40, "e" * 40, "f" * 40


@pytest.fixture
def stored(records: Records) -> Records:
    """Records that exist on the disk."""
    records.mark_seen(["x"])
    return records


def digest_of(root: Path, records: Records) -> str:
    """The digest of the file `a`."""
    entry = open_tree(root, records.digests).entry("a")
    assert entry is not None
    return entry.digest


def test_what_was_kept_is_found_by_another_process(stored: Records) -> None:
    stored.digests.keep("/r", "a", STAMP, DIGEST)
    stored.digests.keep("/r", "\udcff", STAMP, OTHER)
    stored.digests.flush()
    with Records(stored.path) as other:
        assert other.digests.find("/r", "a", STAMP) == DIGEST
        assert other.digests.find("/r", "\udcff", STAMP) == OTHER
        assert other.digests.find("/r", "a", Stamp(1, 2, 3, 5)) is None
        assert other.digests.find("/other", "a", STAMP) is None
        other.digests.keep("/r", "a", STAMP, NEWER)
        assert other.digests.find("/r", "a", STAMP) == NEWER
    with Records(stored.path) as third:
        assert third.digests.find("/r", "a", STAMP) == NEWER


def test_a_file_is_hashed_once(stored: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "SETTLED", -(10**12))
    write(tmp_path / "r", {"a": "1"})
    assert digest_of(tmp_path / "r", stored) == blob_digest(b"1")
    tree = open_tree(tmp_path / "r", stored.digests)
    monkeypatch.setattr(tree, "open", None)
    assert tree.entry("a") is not None


@pytest.mark.parametrize("back", [False, True])
def test_a_file_that_just_changed_is_hashed_again(stored: Records, tmp_path: Path, back: bool) -> None:
    """Same length, same inode, perhaps the same tick of the clock, times perhaps set back."""
    write(tmp_path / "r", {"a": "0"})
    for number in range(1, 50):
        assert digest_of(tmp_path / "r", stored) == blob_digest(b"%d" % ((number - 1) % 10))
        status = (tmp_path / "r/a").stat()
        with open(tmp_path / "r/a", "r+b") as file:
            file.write(b"%d" % (number % 10))
        if back:
            os.utime(tmp_path / "r/a", ns=(status.st_atime_ns, status.st_mtime_ns))


def test_only_settled_files_are_remembered() -> None:
    now = time.time_ns()
    assert settled(Stamp(1, now - 3 * 10**9, now - 3 * 10**9, 1), now)
    assert not settled(Stamp(1, now - 3 * 10**9, now - 10**9, 1), now)
    assert not settled(Stamp(1, now + 10**9, now - 3 * 10**9, 1), now)


def test_a_changed_stamp_is_no_match(stored: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "SETTLED", -(10**12))
    write(tmp_path / "r", {"a": "1", "b": "2"})
    digest_of(tmp_path / "r", stored)
    (tmp_path / "r/b").replace(tmp_path / "r/a")
    assert digest_of(tmp_path / "r", stored) == blob_digest(b"2")


def test_without_a_database_nothing_is_written(records: Records) -> None:
    records.digests.keep("/r", "a", STAMP, DIGEST)
    records.digests.flush()
    assert not records.path.exists()


def test_a_store_that_cannot_be_written_is_no_failure(stored: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    from layer_cache.errors import StoreError

    def refuse(change: object) -> None:
        raise StoreError("full")

    monkeypatch.setattr(stored._database, "write", refuse)
    stored.digests.keep("/r", "a", STAMP, DIGEST)
    stored.digests.flush()
