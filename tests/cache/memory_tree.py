"""A source tree in memory, for tests of what is decided rather than of what is read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from layer_cache.observations import blob_digest
from layer_cache.tree import DIRECTORY, Entry, EntryKind, Lookup


class MemoryTree:
    """Files by path: bytes are a file's, text is a link's target, None is a directory's.

    `programs` are executable.
    """

    def __init__(self, files: dict[str, bytes | str | None], programs: set[str] | None = None) -> None:
        self.root = Path("/nowhere")
        self._files = dict(files)
        self._programs = set(programs or ())
        self._folders = {""}
        for path, content in files.items():
            parts = path.split("/")
            self._folders.update("/".join(parts[:count]) for count in range(1, len(parts)))
            if content is None:
                self._folders.add(path)

    def lookup(self, path: str) -> Lookup | None:
        """Type and mode."""
        entry = self.entry(path)
        return None if entry is None else Lookup(entry.kind, entry.mode)

    def entry(self, path: str) -> Entry | None:
        """All about a path."""
        if path in self._folders:
            return DIRECTORY
        content = self._files.get(path)
        if isinstance(content, str):
            return Entry("link", 0, 0, "", content)
        if content is None:
            return None
        mode = 0o755 if path in self._programs else 0o644
        return Entry("file", mode, len(content), blob_digest(content), "")

    def names(self, path: str) -> dict[str, EntryKind] | None:
        """The children of a directory."""
        if path not in self._folders:
            return None
        below = f"{path}/" if path else ""
        found = {
            each[len(below) :].split("/")[0]
            for each in {*self._files, *self._folders}
            if each.startswith(below) and each != path
        }
        entries = {name: self.entry(below + name) for name in found if name}
        return {name: entry.kind for name, entry in entries.items() if entry is not None}

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        content = self._files.get(path)
        if not isinstance(content, bytes):
            raise FileNotFoundError(path)
        return content

    def open(self, path: str) -> BinaryIO:
        """A stream of the bytes of a file."""
        return io.BytesIO(self.read(path))
