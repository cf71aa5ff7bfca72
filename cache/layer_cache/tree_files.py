"""The Layerfiles of a source tree: what they are read from where that is not the disk."""

from __future__ import annotations

from layer_cache.tree import EntryKind, SourceTree
from layerfile.files import FileKind


class TreeFiles:
    """A `FileView` of a tree. Links are not followed: the tree does not look outside of itself."""

    def __init__(self, tree: SourceTree) -> None:
        self._tree = tree

    def read(self, path: str) -> str | None:
        """The text of a file; None if there is no such file. Bytes that are not UTF-8 are read as U+FFFD."""
        try:
            return self._tree.read(path).decode("utf-8", "replace")
        except FileNotFoundError:
            return None

    def kind(self, path: str) -> FileKind | None:
        """What is at the path; None if nothing is."""
        found = self._tree.lookup(path)
        if found is None or found.kind == "link":
            return None
        return found.kind

    def names(self, path: str) -> tuple[str, ...]:
        """What a folder holds, sorted."""
        return tuple(sorted(self._tree.names(path) or ()))

    def entries(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        """The same, each with what it is."""
        return tuple(sorted((self._tree.names(path) or {}).items()))
