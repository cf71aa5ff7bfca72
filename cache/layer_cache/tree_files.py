"""The Layerfiles of a commit or of the index: what they are read from where that is not the disk."""

from __future__ import annotations

import posixpath

from layer_cache.committed_tree import CommittedTree
from layer_cache.tree import EntryKind
from layerfile.files import FileKind

#: Links on the way to a file, as many as Linux follows.
_MOST_LINKS = 40


class TreeFiles:
    """A `FileView` of a tree: also of what a `.layerignore` keeps from steps. Links are followed as on the disk, but
    for those that lead out of the tree.
    """

    def __init__(self, tree: CommittedTree) -> None:
        self._tree = tree.whole()

    def read(self, path: str) -> str | None:
        """The text of a file; None if there is no such file. Bytes that are not UTF-8 are read as U+FFFD."""
        found = self._followed(path)
        try:
            return None if found is None else self._tree.read(found).decode("utf-8", "replace")
        except FileNotFoundError:
            return None

    def kind(self, path: str) -> FileKind | None:
        """What is at the path, links followed; None if nothing is."""
        followed = self._followed(path)
        found = None if followed is None else self._tree.lookup(followed)
        if found is None or found.kind == "link":
            return None
        return found.kind

    def names(self, path: str) -> tuple[str, ...]:
        """What a folder holds, sorted."""
        return tuple(name for name, _ in self.entries(path))

    def entries(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        """The same, each with what it is."""
        found = self._followed(path)
        return () if found is None else tuple(sorted((self._tree.names(found) or {}).items()))

    def _followed(self, path: str) -> str | None:
        """Where a path leads; None if that is out of the tree, or nowhere."""
        left = path.split("/")[::-1] if path else []
        here, links = "", 0
        while left:
            name = left.pop()
            if name in ("", "."):
                continue
            if name == "..":
                if not here:
                    return None
                here = posixpath.dirname(here)
                continue
            here = f"{here}/{name}" if here else name
            found = self._tree.lookup(here)
            if found is None or found.kind != "link":
                continue
            entry = self._tree.entry(here)
            links += 1
            if entry is None or links > _MOST_LINKS or entry.target.startswith("/"):
                return None
            here = posixpath.dirname(here)
            left += entry.target.split("/")[::-1]
        return here
