"""One thing that a step saw of the watched tree, and how its value is spelt.

The agent in the machine (Go) computes the same strings for the same tree: change them in both
places or nowhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from layer_cache.tree import Entry, EntryKind

Kind = Literal["content", "stat", "entry", "absence", "listing", "link"]

#: The value of whatever is not there, for every kind of observation.
ABSENT = "absent"
#: The value of a listing of something that is no directory, and of the target of something that is
#: no link. No listing and no link target is empty, so neither can be mistaken for it.
NOT_THAT = ""

_LETTERS = {"file": b"f", "dir": b"d", "link": b"l"}


class Observation(NamedTuple):
    """What a step saw at `path` (in the machine) was `value`."""

    kind: Kind
    path: str
    value: str


def blob_digest(content: bytes) -> str:
    """Git's blob id of these bytes: what a clean file's digest is without reading it."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def lookup_value(kind: EntryKind, mode: int) -> str:
    """What finding a name tells: `file 644`, `file 755`, `dir` or `link`."""
    return f"file {mode:o}" if kind == "file" else kind


def stat_value(entry: Entry | None) -> str:
    """What asking for size and times tells.

    The digest stands in for the time of the last change.
    """
    if entry is None:
        return ABSENT
    if entry.kind == "file":
        return f"file {entry.mode:o} {entry.size} {entry.digest}"
    return f"link {entry.target}" if entry.kind == "link" else "dir"


def content_value(entry: Entry | None) -> str:
    """What opening tells; of something that is no file any more, only what it is instead."""
    if entry is None:
        return ABSENT
    return f"{entry.digest} {entry.mode:o}" if entry.kind == "file" else entry.kind


def link_value(entry: Entry | None) -> str:
    """What following a symbolic link tells."""
    if entry is None:
        return ABSENT
    return entry.target if entry.kind == "link" else NOT_THAT


def listing_value(names: Mapping[str, EntryKind]) -> str:
    """What listing a directory tells: the names and their types, digested in the order of their
    bytes.
    """
    lines = sorted((encode(name), _LETTERS[kind]) for name, kind in names.items())
    text = b"".join(b"%s\0%s\0" % line for line in lines)
    return hashlib.sha1(text, usedforsecurity=False).hexdigest()


def encode(path: str) -> bytes:
    """The bytes of a path or a target; file names need not be UTF-8."""
    return path.encode("utf-8", "surrogateescape")


def decode(path: bytes) -> str:
    """The inverse of `encode`."""
    return path.decode("utf-8", "surrogateescape")
