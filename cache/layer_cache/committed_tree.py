"""The source tree as git has it: that of a commit, or what is staged."""

from __future__ import annotations

import io
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from layer_cache.committed_blobs import Blobs
from layer_cache.errors import TreeError
from layer_cache.git_process import collect, collect_or_raise, find_repository, start
from layer_cache.ignore import IgnoreFiles
from layer_cache.observations import decode
from layer_cache.tree import DIRECTORY, Entry, EntryKind, Lookup

_DIR = Lookup("dir", 0)
_LOOKUPS = {
    "100644": Lookup("file", 0o644),
    "100664": Lookup("file", 0o644),
    "100755": Lookup("file", 0o755),
    "120000": Lookup("link", 0),
}
_REPOSITORY = "160000"
#: What an empty file is called, by SHA-1 and SHA-256.
_EMPTY = (
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
)


@dataclass(slots=True)
class _Listing:
    """What git lists: files and links with their blobs, the commits of repositories inside, and all folders."""

    found: dict[str, tuple[Lookup, str]] = field(default_factory=dict)
    repositories: dict[str, str] = field(default_factory=dict)
    folders: dict[str, dict[str, EntryKind]] = field(default_factory=lambda: {"": {}})

    def add(self, path: str, mode: str, blob: str) -> None:
        """Note what lies at a path."""
        lookup = _LOOKUPS.get(mode)
        if lookup is None:
            if mode == _REPOSITORY:
                self.repositories[path] = blob
            return
        self.found[path] = (lookup, blob)
        kind, below = lookup.kind, path
        while below:
            folder, _, name = below.rpartition("/")
            names = self.folders.get(folder)
            if names is not None:
                names[name] = kind
                return
            self.folders[folder] = {name: kind}
            kind, below = "dir", folder


class CommittedTree:
    """The files of `commit` (a full id) below `root`; of the index where that is None.

    It holds what a checkout would have: contents are as git's filters leave them. Of a repository inside it is the
    commit that is recorded here; one that was never fetched is an empty folder. A `.layerignore` counts as it does in
    the work tree; there is no `.git`.
    """

    def __init__(self, root: Path, commit: str | None, ignore_files: tuple[str, ...] = (".layerignore",)) -> None:
        self.root = root
        self.commit = commit
        # Weak: git's processes end as soon as nobody holds the tree, without waiting for the garbage collector.
        read = weakref.WeakMethod(self._read_ignore_file)
        self._ignores = [IgnoreFiles(name, lambda path: _call(read, path)) for name in ignore_files]
        self._known: tuple[_Listing, Blobs] | None = None
        self._inner: dict[str, CommittedTree | None] = {}
        self._lookups: dict[str, Lookup | None] = {}
        self._listings: dict[str, dict[str, EntryKind] | None] = {}

    def whole(self) -> CommittedTree:
        """The same with what a `.layerignore` hides."""
        tree = CommittedTree(self.root, self.commit, ())
        tree._known, tree._inner = self._asked(), self._inner
        return tree

    def lookup(self, path: str) -> Lookup | None:
        """Type and mode, without reading any content."""
        if path not in self._lookups:
            self._lookups[path] = self._look(path)
        return self._lookups[path]

    def _look(self, path: str) -> Lookup | None:
        inner = self._inner_of(path)
        found = self._look_outside(path) if inner is None else inner[0].lookup(inner[1])
        if found is not None and path and any(ignore.hidden(path, found.kind == "dir") for ignore in self._ignores):
            return None
        return found

    def _look_outside(self, path: str) -> Lookup | None:
        listing = self._listing
        known = listing.found.get(path)
        if known is not None:
            return known[0]
        # A checkout makes a folder for a repository that it does not fetch.
        if not path or path in listing.repositories:
            return _DIR
        below = path + "/"
        children: Iterable[str] = listing.folders.get(path, ())
        inside = [name for name in listing.repositories if name.startswith(below)]
        if any(self.lookup(below + name) for name in children) or any(self.lookup(name) for name in inside):
            return _DIR
        return None

    def entry(self, path: str) -> Entry | None:
        """All about a path; None where there is nothing, or nothing that is copied."""
        lookup = self.lookup(path)
        if lookup is None:
            return None
        if lookup.kind == "dir":
            return DIRECTORY
        inner = self._inner_of(path)
        if inner is not None:
            return inner[0].entry(inner[1])
        listing, blobs = self._asked()
        blob = listing.found[path][1]
        if lookup.kind == "link":
            return Entry("link", 0, 0, "", decode(blobs.raw(blob)))
        size, digest = blobs.checked_out(path, blob)
        return Entry("file", lookup.mode, size, digest, "")

    def names(self, path: str) -> Mapping[str, EntryKind] | None:
        """The children of a directory; None where there is no directory."""
        if path not in self._listings:
            self._listings[path] = self._list(path)
        return self._listings[path]

    def _list(self, path: str) -> dict[str, EntryKind] | None:
        lookup = self.lookup(path)
        if lookup is None or lookup.kind != "dir":
            return None
        inner = self._inner_of(path)
        below = f"{path}/" if path else ""
        if inner is not None:
            candidates = set(inner[0].names(inner[1]) or ())
        else:
            candidates = set(self._listing.folders.get(path, ()))
            repositories = (name for name in self._listing.repositories if name.startswith(below))
            candidates.update(name[len(below) :].partition("/")[0] for name in repositories)
        found = ((name, self.lookup(below + name)) for name in candidates)
        return {name: child.kind for name, child in found if child is not None}

    def read(self, path: str) -> bytes:
        """The bytes that a checkout would have. Raises FileNotFoundError, TreeError."""
        lookup = self.lookup(path)
        if lookup is None or lookup.kind != "file":
            raise FileNotFoundError(path)
        return self._read(path)

    def open(self, path: str) -> BinaryIO:
        """A stream of the same. Raises FileNotFoundError, TreeError."""
        return io.BytesIO(self.read(path))

    def _read(self, path: str) -> bytes:
        inner = self._inner_of(path)
        if inner is not None:
            return inner[0].read(inner[1])
        listing, blobs = self._asked()
        return blobs.filtered(path, listing.found[path][1])

    def _read_ignore_file(self, path: str) -> bytes | None:
        inner = self._inner_of(path)
        if inner is not None:
            return inner[0]._read_ignore_file(inner[1])
        known = self._listing.found.get(path)
        return self._read(path) if known is not None and known[0].kind == "file" else None

    def _inner_of(self, path: str) -> tuple[CommittedTree, str] | None:
        """The repository inside that the path belongs to, and the path in it."""
        repositories = self._listing.repositories
        folder = path if repositories else ""
        while folder:
            if folder in repositories:
                tree = self._open_inner(folder, repositories[folder])
                return None if tree is None else (tree, path[len(folder) + 1 :])
            folder = folder.rpartition("/")[0]
        return None

    def _open_inner(self, folder: str, commit: str) -> CommittedTree | None:
        if folder not in self._inner:
            root = self.root / folder
            is_there = find_repository(root) == root and _commit(root, commit) is not None
            self._inner[folder] = CommittedTree(root, commit, ()) if is_there else None
        return self._inner[folder]

    @property
    def _listing(self) -> _Listing:
        return self._asked()[0]

    def _asked(self) -> tuple[_Listing, Blobs]:
        if self._known is None:
            listing = self._ask_git()
            files = {path: blob for path, (_, blob) in listing.found.items()}
            self._known = (listing, Blobs(self.root, self.commit, listing.folders.keys(), files))
        return self._known

    def _ask_git(self) -> _Listing:
        listing = _Listing()
        if self.commit is None:
            process = start(self.root, "ls-files", "-z", "--cached", "--stage")
        else:
            process = start(self.root, "ls-tree", "-r", "-z", self.commit)
        lines = decode(collect_or_raise(process, self.root)).split("\0")[:-1]
        may_be_meant = self.commit is None and any(line.split(" ", 2)[1] in _EMPTY for line in lines)
        meant = self._only_meant() if may_be_meant else frozenset()
        for line in lines:
            what, _, path = line.partition("\t")
            mode, second, third = what.split(" ")
            if self.commit is not None:
                listing.add(path, mode, third)
            elif third != "0":
                raise TreeError(f"{path} is not merged: there is no tree to be committed yet")
            elif path not in meant:
                listing.add(path, mode, second)
        return listing

    def _only_meant(self) -> frozenset[str]:
        """What `git add -N` has put into the index, as if it were empty: no commit has it."""
        process = start(self.root, "diff-files", "-z", "--relative", "--name-only", "--diff-filter=A")
        return frozenset(decode(collect_or_raise(process, self.root)).split("\0")[:-1])


def _call(method: weakref.WeakMethod[Any], path: str) -> bytes | None:
    found: Callable[[str], bytes | None] | None = method()
    return None if found is None else found(path)


def open_committed(root: Path, revision: str | None) -> CommittedTree:
    """The tree below `root` of a commit, named as git does (`main`, `HEAD~2`); None is the index, what is staged.

    Raises TreeError: there is no repository, or nothing of that name in it.
    """
    absolute = Path(root).absolute()
    if find_repository(absolute) is None:
        raise TreeError(f"{root} is in no git repository, so there are no commits to look at")
    if revision is None:
        return CommittedTree(absolute, None)
    commit = _commit(absolute, revision)
    if commit is None:
        raise TreeError(f"git knows no commit {revision!r} here: name a branch, a tag or a commit")
    return CommittedTree(absolute, commit)


def _commit(root: Path, revision: str) -> str | None:
    """The full id of a commit."""
    if not revision or "\0" in revision:
        return None
    asked = start(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    found = collect(asked)
    return None if found is None else decode(found).strip()
