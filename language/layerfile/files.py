"""The files that Layerfiles are read from: a folder, memory, or an editor's unsaved text over either.

Paths are relative to the root of the tree, `/`-separated, "" for the root itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

FileKind = Literal["file", "dir"]
EntryKind = Literal["file", "dir", "link"]


class FileView(Protocol):
    """What parsing and loading may know of the world."""

    def read(self, path: str) -> str | None:
        """The text of a file; None if there is no such file."""

    def kind(self, path: str) -> FileKind | None:
        """What is at the path; None if nothing is."""

    def names(self, path: str) -> tuple[str, ...]:
        """What a folder holds, sorted; nothing if it is no folder."""

    def entries(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        """The same, each with what it is itself, links not followed; only files, folders and links."""


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

    def entries(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        """What a folder holds, sorted, with what it is: one call of the system for all of them."""
        try:
            with os.scandir(self.root / path) as found:
                kinds = [(entry.name, _kind(entry)) for entry in found]
        except (OSError, ValueError):
            return ()
        return tuple(sorted((name, kind) for name, kind in kinds if kind is not None))


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
        return "dir" if path == "" or path in self._folders else None

    def names(self, path: str) -> tuple[str, ...]:
        """What a folder holds, sorted."""
        return tuple(name for name, _ in self.entries(path))

    def entries(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        """What a folder holds, sorted, with what it is."""
        return tuple(sorted(self._folders.get(path, {}).items()))

    @cached_property
    def _folders(self) -> dict[str, dict[str, EntryKind]]:
        folders: dict[str, dict[str, EntryKind]] = {}
        for path in self._files:
            folder, _, name = path.rpartition("/")
            folders.setdefault(folder, {})[name] = "file"
            while folder:
                folder, _, name = folder.rpartition("/")
                inside = folders.setdefault(folder, {})
                if name in inside:
                    break
                inside[name] = "dir"
        return folders


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

    def entries(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        """What a folder holds, sorted, with what it is."""
        base, edits = self._base.entries(path), self._edits.entries(path)
        if not edits:
            return base
        # A text that was opened through a link to a folder makes no folder of the link.
        links = {name for name, kind in base if kind == "link"}
        merged = dict(base) | {name: kind for name, kind in edits if kind == "file" or name not in links}
        return tuple(sorted(merged.items()))


def _kind(entry: os.DirEntry[str]) -> EntryKind | None:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "dir"
    return "file" if entry.is_file(follow_symlinks=False) else None
