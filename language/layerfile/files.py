"""The files that Layerfiles are read from: a folder, memory, or an editor's unsaved text over either.

Paths are relative to the root of the tree, `/`-separated, "" for the root itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Protocol

FileKind = Literal["file", "dir"]


class FileView(Protocol):
    """What parsing and loading may know of the world."""

    def read(self, path: str) -> str | None:
        """The text of a file; None if there is no such file."""

    def kind(self, path: str) -> FileKind | None:
        """What is at the path; None if nothing is."""

    def names(self, path: str) -> tuple[str, ...]:
        """What a folder holds, sorted; nothing if it is no folder."""


class DiskFiles:
    """The files below a folder. Bytes that are not UTF-8 are read as U+FFFD."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> str | None:
        """The text of a file; None if there is no such file, or it may not be read."""
        try:
            content = (self.root / path).read_bytes()
        except (OSError, ValueError):
            return None
        return content.decode("utf-8", "replace")

    def kind(self, path: str) -> FileKind | None:
        """What is at the path, links followed."""
        try:
            where = self.root / path
            return "dir" if where.is_dir() else "file" if where.is_file() else None
        except (OSError, ValueError):
            return None

    def names(self, path: str) -> tuple[str, ...]:
        """What a folder holds, sorted."""
        try:
            return tuple(sorted(entry.name for entry in (self.root / path).iterdir()))
        except (OSError, ValueError):
            return ()


class MemoryFiles:
    """Files given as a dictionary of path and text; folders are those that the paths imply."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = dict(files)

    def read(self, path: str) -> str | None:
        """The text of a file."""
        return self._files.get(path)

    def kind(self, path: str) -> FileKind | None:
        """What is at the path."""
        if path in self._files:
            return "file"
        return "dir" if path == "" or self.names(path) else None

    def names(self, path: str) -> tuple[str, ...]:
        """What a folder holds, sorted."""
        prefix = path + "/" if path else ""
        inside = (name.removeprefix(prefix) for name in self._files if name.startswith(prefix))
        return tuple(sorted({name.partition("/")[0] for name in inside}))


class OverlayFiles:
    """`edits` (path and text) lie over `base`."""

    def __init__(self, base: FileView, edits: Mapping[str, str]) -> None:
        self._base = base
        self._edits = MemoryFiles(edits)

    def read(self, path: str) -> str | None:
        """The edited text if there is one, else the file's."""
        edited = self._edits.read(path)
        return self._base.read(path) if edited is None else edited

    def kind(self, path: str) -> FileKind | None:
        """What is at the path."""
        if path and self._edits.kind(path) is not None:
            return self._edits.kind(path)
        return self._base.kind(path)

    def names(self, path: str) -> tuple[str, ...]:
        """What a folder holds, sorted."""
        return tuple(sorted({*self._base.names(path), *self._edits.names(path)}))
