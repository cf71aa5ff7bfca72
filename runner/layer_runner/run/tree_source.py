"""The source tree as the machine asks for it: rows of a manifest, and contents on demand."""

from __future__ import annotations

import hashlib

from layer_cache.errors import TreeError
from layer_cache.placed_tree import PlacedTree
from layer_cache.tree import SourceTree

_KINDS = {"file": "f", "dir": "d", "link": "l"}

Row = tuple[str, str, int, int, str, str]


class TreeSource:
    """Serves one run. `changed` names the source files whose contents are no longer what the run started with."""

    def __init__(self, tree: SourceTree) -> None:
        self.tree = tree
        self.changed: set[str] = set()
        # Guest path -> source file, and the digest that the machine was promised.
        self._files: dict[str, tuple[str, str]] = {}

    def rows(self, placed: PlacedTree) -> list[Row]:
        """The whole placed tree: (guest path, kind, mode, size, digest, link target), parents first.

        Raises TreeError where it is not known what some of it is.
        """
        if placed.unknown:
            raise TreeError(placed.unknown)
        files: dict[str, tuple[str, str]] = {}
        rows: list[Row] = []
        for path, entry in placed.entries():
            source = placed.source_of(path) if entry.kind == "file" else None
            if source is not None:
                files[path] = (source, entry.digest)
            rows.append((path, _KINDS[entry.kind], entry.mode, entry.size, entry.digest, entry.target))
        # At once, as `fetch` is called from other threads.
        self._files = files
        return rows

    def fetch(self, path: str) -> tuple[bytes, str]:
        """Contents of the file at guest path `path`, and their digest; it is noted where that is not the row's.

        The row's, not the one that the machine asks for: a restored one still waits for the file of an earlier day.

        Raises OSError where the machine may not have that file, or it is gone.
        """
        # Only what was placed: a machine must not get at ignored files or at .git by asking for them.
        found = self._files.get(path)
        if found is None:
            raise FileNotFoundError(f"{path} is not part of the watched tree")
        source, promised = found
        try:
            data = self.tree.read(source)
        except OSError:
            self.changed.add(source)
            raise
        digest = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        if digest != promised:
            self.changed.add(source)
        return data, digest
