"""What the editor does not tell of: runs that end, and what git does. No polling: the kernel tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

#: What git writes when another commit is checked out, made or fetched, or something is staged.
GIT_FILES = ("HEAD", "index", "packed-refs", "FETCH_HEAD", "logs/HEAD")


class Watcher:
    """Calls `changed`, on a thread of its own, when something in a folder that it follows is written."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._observer: BaseObserver | None = None
        self._followed: set[Path] = set()

    def follow(self, folder: Path) -> None:
        """Follow a folder, not what is in folders in it. Where that cannot be done nothing happens."""
        if folder in self._followed or not folder.is_dir():
            return
        # Costs start-up time, and is not needed before the first verdict is shown.
        from watchdog.events import (
            FileCreatedEvent,
            FileDeletedEvent,
            FileModifiedEvent,
            FileMovedEvent,
            FileSystemEventHandler,
        )
        from watchdog.observers import Observer

        changed = self._changed

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: Any) -> None:
                changed()

        kinds = [FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent]
        try:
            if self._observer is None:
                observer = Observer()
                observer.daemon = True
                observer.start()
                self._observer = observer
            self._observer.schedule(Handler(), str(folder), recursive=False, event_filter=kinds)
        except OSError:
            # The kernel has no more watches to give: what is asked for is worked out anew all the same.
            return
        self._followed.add(folder)

    def follow_git(self, root: Path) -> None:
        """Follow what git notes of the repository at `root`."""
        folder = git_folder(root)
        if folder is not None:
            for name in {name.rpartition("/")[0] for name in GIT_FILES}:
                self.follow(folder / name)

    def stop(self) -> None:
        """Follow nothing any more."""
        if self._observer is not None:
            self._observer.stop()


def git_folder(root: Path) -> Path | None:
    """Where git keeps what it knows of the work tree at `root`."""
    git = root / ".git"
    if git.is_dir():
        return git
    try:
        # gitrepository-layout(5): a work tree beside another one names the folder.
        name, _, path = git.read_text().strip().partition("gitdir: ")
    except (OSError, ValueError):
        return None
    return root / path if path and not name else None


def head(root: Path | None) -> tuple[object, ...]:
    """What changes when git notes something."""
    folder = None if root is None else git_folder(root)
    return () if folder is None else tuple(_mtime(folder / name) for name in GIT_FILES)


def _mtime(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
