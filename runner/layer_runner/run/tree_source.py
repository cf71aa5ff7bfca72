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
        self._files: dict[str, str] = {}

    def rows(self, placed: PlacedTree) -> list[Row]:
        """The whole placed tree: (guest path, kind, mode, size, digest, link target), parents first.

        Raises TreeError where it is not known what some of it is.
        """
        if placed.unknown:
            raise TreeError(placed.unknown)
        files: dict[str, str] = {}
        rows: list[Row] = []
        for path, entry in placed.entries():
            source = placed.source_of(path) if entry.kind == "file" else None
            if source is not None:
                files[path] = source
            rows.append((path, _KINDS[entry.kind], entry.mode, entry.size, entry.digest, entry.target))
        # At once, as `fetch` is called from other threads.
        self._files = files
        return rows

    def fetch(self, path: str, digest: str) -> tuple[bytes, str]:
        """Contents of the file at guest path `path`, and their digest, which is noted where it is not `digest`.

        Raises OSError where the machine may not have that file, or it is gone.
        """
        # Only what was placed: a machine must not get at ignored files or at .git by asking for them.
        source = self._files.get(path)
        if source is None:
            raise FileNotFoundError(f"{path} is not part of the watched tree")
        try:
            data = self.tree.read(source)
        except OSError:
            self.changed.add(source)
            raise
        found = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        if found != digest:
            self.changed.add(source)
        return data, found
