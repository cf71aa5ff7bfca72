"""The source tree of a folder that is in no git repository."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from layer_cache.digests import DigestStore
from layer_cache.disk import Disk
from layer_cache.ignore import IgnoreFiles
from layer_cache.tree import Entry, EntryKind, Lookup


def inside_git(path: str) -> bool:
    """Whether the path is a `.git` or lies in one: copied only when named."""
    return ".git" in path and ".git" in path.split("/")


class FolderTree(Disk):
    """All files but those that a `.gitignore` or a `.layerignore` hides."""

    def __init__(
        self,
        root: Path,
        digests: DigestStore | None,
        overrides: Mapping[str, bytes],
        ignore_files: tuple[str, ...] = (".gitignore", ".layerignore"),
    ) -> None:
        super().__init__(root, digests, overrides)
        self._ignores = [IgnoreFiles(name, self.read_if_there) for name in ignore_files]
        self._lookups: dict[str, Lookup | None] = {}
        self._entries: dict[str, Entry | None] = {}
        self._listings: dict[str, dict[str, EntryKind] | None] = {}

    def lookup(self, path: str) -> Lookup | None:
        """Type and mode, without reading any content."""
        if path in self._lookups:
            return self._lookups[path]
        found = self.lookup_on_disk(path)
        if found is not None and path and not inside_git(path):
            is_dir = found.kind == "dir"
            if any(ignore.hidden(path, is_dir) for ignore in self._ignores):
                found = None
        self._lookups[path] = found
        return found

    def entry(self, path: str) -> Entry | None:
        """All about a path; None where there is nothing, or nothing that is copied."""
        if path in self._entries:
            return self._entries[path]
        lookup = self.lookup(path)
        entry = None if lookup is None else self.entry_on_disk(path, lookup)
        self._entries[path] = entry
        return entry

    def names(self, path: str) -> Mapping[str, EntryKind] | None:
        """The children of a directory; None where there is no directory."""
        if path not in self._listings:
            self._listings[path] = self._list(path)
        return self._listings[path]

    def _list(self, path: str) -> dict[str, EntryKind] | None:
        lookup = self.lookup(path)
        if lookup is None or lookup.kind != "dir":
            return None
        names = self.names_on_disk(path) or {}
        if inside_git(path):
            return names
        below = f"{path}/" if path else ""
        return {name: kind for name, kind in names.items() if name != ".git" and self.lookup(below + name) is not None}

    def read_if_there(self, path: str) -> bytes | None:
        """The bytes of a file, None where it is not there or is a link (which git does not follow
        either).
        """
        lookup = self.lookup_on_disk(path)
        return self.read(path) if lookup is not None and lookup.kind == "file" else None
