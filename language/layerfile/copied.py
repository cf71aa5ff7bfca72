"""What COPY leaves out: files that git ignores and does not track, and those that `.layerignore` names."""

from __future__ import annotations

from typing import Literal

from layerfile.files import EntryKind, FileKind, FileView
from layerfile.ignoring import Ignored

Reason = Literal["git", ".layerignore"]

#: From this version of the index on, names are only written as far as they differ from the one before.
_COMPRESSED = "DIRC\0\0\0\x04"
_WITHOUT_FLAGS = "DIRC\0\0\0\x02"


class LeftOut:
    """The paths of a tree that COPY leaves out, as they are when they are first asked for.

    Where it cannot be known whether git tracks a file, as in a submodule or a worktree, it counts as tracked.
    """

    def __init__(self, files: FileView) -> None:
        self._files = files
        self._by_git = Ignored(files)
        self._by_us = Ignored(_LayerIgnoreFiles(files))

    def __call__(self, path: str, is_folder: bool) -> Reason | None:
        """Why a path (relative to the root) is left out; None if it is not."""
        if self._by_us(path, is_folder):
            return ".layerignore"
        if self._by_git(path, is_folder) and not self._is_tracked(path, is_folder):
            return "git"
        return None

    def _is_tracked(self, path: str, is_folder: bool) -> bool:
        files = self._files
        folder = path if is_folder else path.rpartition("/")[0]
        while folder:
            if files.kind(f"{folder}/.git") is not None:
                return True
            folder = folder.rpartition("/")[0]
        if files.kind(".git") != "dir" or any(name.startswith("sharedindex.") for name in files.names(".git")):
            return True
        index = files.read(".git/index") or ""
        if index.startswith(_COMPRESSED):
            return True
        if is_folder:
            return f"{path}/" in index
        # Before a name stands its length, unless there are further flags.
        length = len(path.encode("utf-8", "replace"))
        is_marked = length < 0x80 and index.startswith(_WITHOUT_FLAGS)
        return (f"{chr(length)}{path}\0" if is_marked else f"{path}\0") in index


class _LayerIgnoreFiles:
    """A tree in which `.layerignore` stands in the place of `.gitignore`."""

    def __init__(self, files: FileView) -> None:
        self._files = files

    def read(self, path: str) -> str | None:
        folder, _, name = path.rpartition("/")
        if name != ".gitignore":
            return None
        return self._files.read(f"{folder}/.layerignore" if folder else ".layerignore")

    def kind(self, path: str) -> FileKind | None:
        # A repository inside has no rules of its own here.
        return None if path.endswith(".git") else self._files.kind(path)

    def names(self, path: str) -> tuple[str, ...]:
        return self._files.names(path)

    def entries(self, path: str) -> tuple[tuple[str, EntryKind], ...]:
        return self._files.entries(path)
