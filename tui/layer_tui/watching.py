"""Tells when a file of the tree is written, so that the plan follows at once. The kernel tells: nothing is polled."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

#: Folders that are watched at most: each takes memory of the kernel. Larger trees are looked at now and then.
MOST = 5_000


class TreeWatcher:
    """Calls `changed`, on a thread of its own, when something below a folder changes, but for what git writes."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._observer: BaseObserver | None = None
        self._root: Path | None = None

    def follow(self, root: Path) -> bool:
        """Watch this folder and those below it, and no other any more; whether that can be done. May take a second."""
        if root == self._root:
            return self._observer is not None
        self.stop()
        self._root = root
        if not is_small(root):
            return False
        # Costs start-up time, and is not needed before the first plan is shown.
        from watchdog.events import (
            FileClosedEvent,
            FileCreatedEvent,
            FileDeletedEvent,
            FileMovedEvent,
            FileSystemEventHandler,
        )
        from watchdog.observers import Observer

        changed, git = self._changed, f"{root}{os.sep}.git"

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: Any) -> None:
                path = os.fsdecode(event.src_path)
                if path != git and not path.startswith(git + os.sep):
                    changed()

        kinds = [FileClosedEvent, FileCreatedEvent, FileDeletedEvent, FileMovedEvent]
        observer = Observer()
        observer.daemon = True
        try:
            observer.schedule(Handler(), str(root), recursive=True, event_filter=kinds)
            observer.start()
        except OSError:
            # The kernel has no more watches to give.
            return False
        self._observer = observer
        return True

    def stop(self) -> None:
        """Watch nothing any more."""
        if self._observer is not None:
            self._observer.stop()
        self._observer = self._root = None


def is_small(root: Path, most: int = MOST) -> bool:
    """Whether there are at most so many folders below one; git's are not counted."""
    waiting, count = [root], 0
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                below = [Path(each.path) for each in entries if each.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        below = [each for each in below if each.name != ".git"]
        count += len(below)
        if count > most:
            return False
        waiting += below
    return True
