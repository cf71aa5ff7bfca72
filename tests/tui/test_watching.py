"""Files that are written elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from layer_tui.watching import TreeWatcher, is_small


@pytest.fixture
def changed() -> threading.Event:
    """Set when something has changed."""
    return threading.Event()


@pytest.fixture
def watcher(changed: threading.Event) -> Iterator[TreeWatcher]:
    """A watcher that follows nothing yet."""
    made = TreeWatcher(changed.set)
    yield made
    made.stop()


def test_files_below_are_followed_and_new_folders_too(
    watcher: TreeWatcher, changed: threading.Event, tmp_path: Path
) -> None:
    (tmp_path / "src").mkdir()
    file = tmp_path / "src/a.c"
    file.write_text("1")
    assert watcher.follow(tmp_path)
    assert watcher.follow(tmp_path)
    for change in (
        lambda: file.write_text("2"),
        lambda: file.rename(tmp_path / "b.c"),
        (tmp_path / "b.c").unlink,
        lambda: (tmp_path / "src/new").write_text(""),
    ):
        changed.clear()
        change()
        assert changed.wait(20)


def test_what_git_writes_does_not_count(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    told: list[bool] = []
    second = threading.Event()

    def changed() -> None:
        told.append(True)
        second.set()

    watcher = TreeWatcher(changed)
    assert watcher.follow(tmp_path)
    (tmp_path / ".git/index").write_text("1")
    # What follows comes after it: that one was passed over, not late.
    (tmp_path / "a.c").symlink_to("nowhere")
    assert second.wait(20)
    watcher.stop()
    assert len(told) == 1


def test_of_another_tree_the_first_one_is_forgotten(
    watcher: TreeWatcher, changed: threading.Event, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert watcher.follow(tmp_path / "a")
    assert watcher.follow(tmp_path / "b")
    (tmp_path / "b/file").touch()
    assert changed.wait(20)


def test_a_tree_of_many_folders_is_not_watched(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / str(number) / "deep").mkdir(parents=True)
    (tmp_path / ".git/objects").mkdir(parents=True)
    assert is_small(tmp_path, 8)
    assert not is_small(tmp_path, 7)
    assert is_small(tmp_path / "nothing")
