"""The source tree with the trees of the repositories that its Layerfile clones.

A path in a clone begins with the clone's name and two slashes, `example.com/shop.git@main//src/a.c`; the clone's root
is the name and one. No path of a tree has an empty part, so neither can be mistaken for one of the repository itself.
So placements, prediction, explanations and the machine treat both alike, and a reason names the repository by itself.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from layer_cache.tree import Entry, EntryKind, Lookup, SourceTree

if TYPE_CHECKING:
    from layerfile.program import Lane, Program, Step

#: A machine's questions come from several threads, trees of commits are kept from one prediction to the next, and git
#: answers one after the other.
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a CLONE asks for: the address with all variables expanded, and its DEFAULT ("": none); `folder` is that of
    its Layerfile, for an address that is a path.
    """

    url: str = field(repr=False)
    default: str
    folder: str

    @classmethod
    def by(cls, step: Step) -> Wanted:
        """What the CLONE `step` asks for."""
        url, default = step.values[:2]
        return cls(url, default, step.folder)


@dataclass(frozen=True, slots=True)
class Clone:
    """A repository as a run would place it: `commit` of `branch`, as it was `asked` (seconds since 1970).

    Where it is not known what would be placed `missing` says why, in words, and there is no `tree`.
    """

    repository: str
    branch: str
    commit: str
    asked: float
    tree: SourceTree | None = field(default=None, repr=False, compare=False)
    missing: str = ""

    @property
    def name(self) -> str:
        """How its paths begin."""
        return f"{self.repository}@{self.branch}" if self.branch else self.repository

    @property
    def root(self) -> str:
        """The path of its root."""
        return f"{self.name}/"


class JoinedTree:
    """A `SourceTree`: `own`, and `clones` by what is asked for. One thread at a time looks at what is in a clone."""

    def __init__(self, own: SourceTree, clones: Mapping[Wanted, Clone]) -> None:
        self.root: Path = own.root
        self.clones = clones
        self.own = own
        self._trees = {clone.name: clone.tree for clone in clones.values()}

    def lookup(self, path: str) -> Lookup | None:
        """Type and mode, without reading any content."""
        if not _is_cloned(path):
            return self.own.lookup(path)
        tree, below = self._find(path)
        with _LOCK:
            return None if tree is None else tree.lookup(below)

    def entry(self, path: str) -> Entry | None:
        """All about a path; None where there is nothing, or nothing that is copied."""
        if not _is_cloned(path):
            return self.own.entry(path)
        tree, below = self._find(path)
        with _LOCK:
            return None if tree is None else tree.entry(below)

    def names(self, path: str) -> Mapping[str, EntryKind] | None:
        """The children of a directory; None where there is no directory."""
        if not _is_cloned(path):
            return self.own.names(path)
        tree, below = self._find(path)
        with _LOCK:
            return None if tree is None else tree.names(below)

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises FileNotFoundError, TreeError."""
        if not _is_cloned(path):
            return self.own.read(path)
        tree, below = self._find(path)
        if tree is None:
            raise FileNotFoundError(path)
        with _LOCK:
            return tree.read(below)

    def open(self, path: str) -> BinaryIO:
        """A stream of the same. Raises FileNotFoundError, TreeError."""
        return io.BytesIO(self.read(path)) if _is_cloned(path) else self.own.open(path)

    def _find(self, path: str) -> tuple[SourceTree | None, str]:
        name, _, below = (path[:-1], "", "") if path.endswith("/") else path.rpartition("//")
        return self._trees.get(name), below


def wanted(program: Program) -> tuple[Wanted, ...]:
    """What all the CLONEs of a program ask for, in all shards; each once."""
    steps = (step for lane in _lanes(program.lane) for step in lane.own)
    return tuple(dict.fromkeys(Wanted.by(step) for step in steps if step.directive.keyword == "CLONE"))


def _lanes(lane: Lane) -> Iterator[Lane]:
    yield lane
    for below in lane.lanes:
        yield from _lanes(below)


def _is_cloned(path: str) -> bool:
    return "//" in path or path.endswith("/")
