"""What a step depends on that ran in the machine that it had left itself, with other files.

State travels from run to run in that machine: what an earlier run read, this one need not read again. So everything
that any of them ever looked at stays an input, with the value that it had for the newest, which was given those files
and may have used them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from layer_cache.observations import ABSENT, Kind, Observation

if TYPE_CHECKING:
    from layer_cache.placed_tree import PlacedTree
    from layer_cache.records import Recording


def inherited(before: Recording, own: Iterable[Observation], placed: PlacedTree) -> list[Observation]:
    """What is to be recorded of a run: `own`, what it saw itself, and what it takes over from the run before.

    `placed` is the tree that it was given. Raises StoreError where what the run before saw is damaged.
    """
    found = list(own)
    seen = {(_key(kind), path) for kind, path, _ in found}
    for kind, path, _ in before.observations:
        if (_key(kind), path) not in seen:
            value = placed.value(kind, path)
            found.append(Observation(_named(kind, value), path, value))
    return found


def renewed(before: Recording, placed: PlacedTree) -> list[str]:
    """The paths of files that the run before looked at and that are others now, in `placed`.

    What it wrote there afterwards must not hide them. Raises StoreError.
    """
    return sorted(
        {path for kind, path, value in before.observations if kind != "listing" and placed.value(kind, path) != value}
    )


def _key(kind: Kind) -> Kind:
    """Looking for a file is one question, whatever the answer."""
    return "entry" if kind == "absence" else kind


def _named(kind: Kind, value: str) -> Kind:
    if kind not in ("entry", "absence"):
        return kind
    return "absence" if value == ABSENT else "entry"
