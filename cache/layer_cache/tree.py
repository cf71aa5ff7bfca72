"""The source tree as `COPY` sees it, read lazily: a git repository where there is one, else the
folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, Protocol

from layer_cache.errors import TreeError

if TYPE_CHECKING:
    from layer_cache.digests import DigestStore

EntryKind = Literal["file", "dir", "link"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, directory or symbolic link.

    `size` in bytes; `mode` 0o644 or 0o755 for files, 0 for others.
    """

    kind: EntryKind
    mode: int
    size: int
    digest: str
    target: str


DIRECTORY = Entry("dir", 0, 0, "", "")


class Lookup(NamedTuple):
    """What is known of an entry without reading it."""

    kind: EntryKind
    mode: int


class SourceTree(Protocol):
    """Files by their path relative to `root`, `/`-separated, "" for the root itself.

    A tree looks at each path once and keeps the answer: it is the state at one moment, more or
    less. Open another one to see what changed. `.git` is never in a listing, but is there for
    those who ask for it by name.
    """

    @property
    def root(self) -> Path:
        """The folder, absolute."""

    def lookup(self, path: str) -> Lookup | None:
        """Type and mode, without reading any content."""

    def entry(self, path: str) -> Entry | None:
        """All about a path; None where there is nothing, or nothing that is copied."""

    def names(self, path: str) -> Mapping[str, EntryKind] | None:
        """The children of a directory; None where there is no directory."""

    def read(self, path: str) -> bytes:
        """The bytes of a file as they are now. Raises FileNotFoundError, TreeError."""

    def open(self, path: str) -> BinaryIO:
        """A stream of the bytes of a file as they are now. Raises FileNotFoundError, TreeError."""


def open_tree(root: Path, digests: DigestStore | None, overrides: Mapping[str, bytes] | None = None) -> SourceTree:
    """The tree below `root`. `overrides` are contents that count instead of those on disk (unsaved
    text).

    `digests` remembers what was hashed; None hashes anew. Raises TreeError (on first use) where
    git refuses.
    """
    from layer_cache.folder_tree import FolderTree
    from layer_cache.git_process import find_repository
    from layer_cache.git_tree import GitTree

    absolute = Path(root).absolute()
    if not absolute.is_dir():
        raise TreeError(f"{root} is not a folder")
    if find_repository(absolute) is not None:
        return GitTree(absolute, digests, overrides or {})
    return FolderTree(absolute, digests, overrides or {})
