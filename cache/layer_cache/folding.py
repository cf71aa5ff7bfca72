"""What follows from one observation need not be stored, nor looked at, a second time.

Who reads a file has found it, asked for its size and opened it: three observations of which one
says all. They are kept as one row, whose `kinds` name all of them (`stat+content+entry`) and whose
value is that of the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, cast

from layer_cache.observations import Kind, Observation

#: Those that others follow from, the one that says most first.
_FOLDING: tuple[Kind, ...] = ("listing", "stat", "content")
_SHA1 = re.compile("[0-9a-f]{40}")


class Row(NamedTuple):
    """One or more observations at `path`; `value` is that of the first of `kinds`."""

    kinds: str
    path: str
    value: str


def first_kind(kinds: str) -> Kind:
    """The kind that a row's value is of; when it is true of a tree, the others are."""
    return cast(Kind, kinds.partition("+")[0])


def fold(observations: Iterable[Observation]) -> list[Row]:
    """The rows that say the same.

    `observations` are sorted by path and different from one another.
    """
    rows: list[Row] = []
    for path, group in groupby(observations, key=lambda observation: observation.path):
        rows += _fold(path, list(group))
    return rows


def unfold(row: Row) -> Iterator[Observation]:
    """The observations of a row."""
    kind = first_kind(row.kinds)
    yield Observation(kind, row.path, row.value)
    others = implied(kind, row.value)
    for other in row.kinds.split("+")[1:]:
        found = cast(Kind, other)
        yield Observation(found, row.path, others[found])


def _fold(path: str, group: list[Observation]) -> Iterator[Row]:
    for kind in _FOLDING:
        for observation in group:
            if observation.kind != kind:
                continue
            follows = implied(kind, observation.value)
            followers = [other for other in group if follows.get(other.kind) == other.value]
            if followers:
                kinds = "+".join((kind, *(other.kind for other in followers)))
                yield Row(kinds, path, observation.value)
                group = [each for each in group if each != observation and each not in followers]
    for observation in group:
        yield Row(*observation)


def implied(kind: Kind, value: str) -> dict[Kind, str]:
    """What else is true where this is. Values come from the machine and may be anything."""
    match kind, value.split(" "):
        case "listing", [digest] if _SHA1.fullmatch(digest):
            return {"stat": "dir", "entry": "dir"}
        case "stat", ["file", mode, _, digest] if _SHA1.fullmatch(digest):
            return {"content": f"{digest} {mode}", "entry": f"file {mode}"}
        case "stat", ["link", *_]:
            return {"link": value.removeprefix("link "), "entry": "link"}
        case "stat", ["dir"]:
            return {"entry": "dir"}
        case "content", [digest, mode] if _SHA1.fullmatch(digest):
            return {"entry": f"file {mode}"}
    return {}
