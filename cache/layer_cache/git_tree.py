"""The source tree of a git repository: tracked files that exist, and untracked ones that are not
ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from layer_cache.digests import DigestStore, Stamp
from layer_cache.disk import Disk
from layer_cache.folder_tree import FolderTree, inside_git
from layer_cache.git_index import blobs_of_clean_files
from layer_cache.git_process import collect, collect_or_raise, find_repository, start
from layer_cache.ignore import IgnoreFiles
from layer_cache.observations import decode, encode
from layer_cache.tree import Entry, EntryKind, Lookup, SourceTree

#: Reading so many files, or bytes, is faster than asking git what it knows of them.
FEW_FILES, FEW_BYTES = 200, 16 << 20


@dataclass(slots=True)
class _Names:
    """What git says belongs to the tree; whether it is there, and what it is, the disk tells."""

    files: set[str] = field(default_factory=set)
    folders: dict[str, set[str]] = field(default_factory=lambda: {"": set()})
    repositories: set[str] = field(default_factory=set)

    def add(self, path: str) -> None:
        """Note that there may be something at the path, and the folders that lead to it."""
        below = path
        while below:
            folder, _, name = below.rpartition("/")
            names = self.folders.get(folder)
            if names is not None:
                names.add(name)
                return
            self.folders[folder] = {name}
            below = folder


class GitTree(Disk):
    """Git is asked once, on first use, for names only; contents and modes come from the disk, as
    needed.

    A repository inside (a submodule or not) is a tree of its own, without its `.git`. Folders
    exist where a file of the tree is below them.
    """

    def __init__(
        self,
        root: Path,
        digests: DigestStore | None,
        overrides: Mapping[str, bytes],
        ignore_files: tuple[str, ...] = (".layerignore",),
    ) -> None:
        super().__init__(root, digests, overrides)
        self._ignores = [IgnoreFiles(name, self._read_ignore_file) for name in ignore_files]
        self._known: _Names | None = None
        self._inner: dict[str, SourceTree] = {}
        self._lookups: dict[str, Lookup | None] = {}
        self._entries: dict[str, Entry | None] = {}
        self._listings: dict[str, dict[str, EntryKind] | None] = {}
        self._files_read = self._bytes_read = 0
        self._clean: dict[str, tuple[Stamp, str]] | None = None

    def lookup(self, path: str) -> Lookup | None:
        """Type and mode, without reading any content."""
        if path in self._lookups:
            return self._lookups[path]
        found = self._lookups[path] = self._look(path)
        return found

    def _look(self, path: str) -> Lookup | None:
        if not path or inside_git(path):
            return self.lookup_on_disk(path)
        names = self._known or self._names()
        inner = self._inner_of(path) if names.repositories else None
        found = inner[0].lookup(inner[1]) if inner else self._look_outside(path, names)
        if found is not None:
            for ignore in self._ignores:
                if ignore.hidden(path, found.kind == "dir"):
                    return None
        return found

    def _look_outside(self, path: str, names: _Names) -> Lookup | None:
        is_file = path in names.files
        if not is_file and path not in names.folders:
            return None
        found = self.lookup_on_disk(path)
        if found is None:
            return None
        if found.kind != "dir":
            return found if is_file else None
        below = path + "/"
        children = names.folders.get(path, ())
        return found if any(self.lookup(below + name) for name in children) else None

    def entry(self, path: str) -> Entry | None:
        """All about a path; None where there is nothing, or nothing that is copied."""
        if path in self._entries:
            return self._entries[path]
        entry = self._entries[path] = self._entry(path)
        return entry

    def _entry(self, path: str) -> Entry | None:
        lookup = self.lookup(path)
        if lookup is None:
            return None
        inner = self._inner_of(path) if self._inner and not inside_git(path) else None
        return inner[0].entry(inner[1]) if inner else self.entry_on_disk(path, lookup)

    def names(self, path: str) -> Mapping[str, EntryKind] | None:
        """The children of a directory; None where there is no directory."""
        if path not in self._listings:
            self._listings[path] = self._list(path)
        return self._listings[path]

    def _list(self, path: str) -> dict[str, EntryKind] | None:
        lookup = self.lookup(path)
        if lookup is None or lookup.kind != "dir":
            return None
        if inside_git(path):
            return self.names_on_disk(path)
        inner = self._inner_of(path)
        candidates = inner[0].names(inner[1]) or () if inner else self._names().folders.get(path, ())
        below = f"{path}/" if path else ""
        found = ((name, self.lookup(below + name)) for name in candidates)
        return {name: child.kind for name, child in found if child is not None}

    def _read_ignore_file(self, path: str) -> bytes | None:
        lookup = self.lookup_on_disk(path)
        return self.read(path) if lookup is not None and lookup.kind == "file" else None

    def _inner_of(self, path: str) -> tuple[SourceTree, str] | None:
        """The repository inside that the path belongs to, and the path in it."""
        repositories = self._names().repositories
        if not repositories:
            return None
        folder = path
        while folder:
            if folder in repositories:
                status = self.lookup_on_disk(folder)
                if status is None or status.kind != "dir":
                    return None
                return self._open_inner(folder), path[len(folder) + 1 :]
            folder = folder.rpartition("/")[0]
        return None

    def _open_inner(self, folder: str) -> SourceTree:
        tree = self._inner.get(folder)
        if tree is None:
            root = self.root / folder
            below = folder + "/"
            overrides = {
                path.removeprefix(below): content for path, content in self._overrides.items() if path.startswith(below)
            }
            if find_repository(root) == root:
                tree = GitTree(root, self._digests, overrides, ())
            else:
                tree = FolderTree(root, self._digests, overrides, (".gitignore",))
            self._inner[folder] = tree
        return tree

    def _names(self) -> _Names:
        if self._known is None:
            self._known = self._ask_git()
        return self._known

    def _ask_git(self) -> _Names:
        others = start(self.root, "ls-files", "-z", "--others", "--exclude-standard")
        tracked = start(self.root, "ls-files", "-z", "--cached", "--stage")
        names = _Names()
        try:
            if self._digests is not None:
                # While git works.
                self._digests.load(self._key)
            for mode, path in _tracked(collect_or_raise(tracked, self.root)):
                names.add(path)
                (names.repositories if mode == "160000" else names.files).add(path)
            for path in _split(collect_or_raise(others, self.root)):
                bare = path.rstrip("/")
                names.add(bare)
                (names.files if bare == path else names.repositories).add(bare)
        finally:
            for process in (others, tracked):
                process.kill()
                process.communicate()
        self._add_overrides(names)
        return names

    def _add_overrides(self, names: _Names) -> None:
        """Unsaved files that are not on the disk yet belong to the tree unless they would be
        ignored.
        """
        new = [
            path
            for path in self._overrides
            if path not in names.files and not any(path.startswith(f"{folder}/") for folder in names.repositories)
        ]
        if not new:
            return
        process = start(self.root, "check-ignore", "-z", "--stdin", stdin=True)
        # Fails where nothing is ignored.
        ignored = set(_split(collect(process, b"\0".join(map(encode, new)) + b"\0") or b""))
        for path in new:
            if path not in ignored:
                names.add(path)
                names.files.add(path)

    def known_blob(self, path: str, of: Stamp) -> str | None:
        """The digest that git knows of the file in exactly this state."""
        if inside_git(path):
            return None
        if self._clean is None:
            self._files_read += 1
            self._bytes_read += of.size
            if self._files_read <= FEW_FILES and self._bytes_read <= FEW_BYTES:
                return None
            names = self._names()
            self._clean = blobs_of_clean_files(self.root, names.folders)
        known = self._clean.get(path)
        return known[1] if known is not None and known[0] == of else None


def _split(output: bytes) -> list[str]:
    return decode(output).split("\0")[:-1]


def _tracked(output: bytes) -> Iterator[tuple[str, str]]:
    """Mode and path of each entry (`MODE DIGEST STAGE<tab>PATH`); an unmerged path several
    times.
    """
    for line in _split(output):
        what, _, path = line.partition("\t")
        yield what[:6], path
