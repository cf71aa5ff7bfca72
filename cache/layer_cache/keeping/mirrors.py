"""Which mirrors of cloned repositories go: they cost a fetch, nothing that ran is lost with one."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from layer_cache.mirrors import Mirror, mirrors
from layer_cache.state import State

#: Days after which a repository that no run asked for is forgotten; the cache forgets results as late.
FORGOTTEN_DAYS = 30
#: Packs in a mirror from which on it is made anew: each fetch adds one, and old commits stay until then.
MOST_PACKS = 100

_REMOVED = "removed-"


@dataclass(frozen=True, slots=True)
class Kept:
    """A mirror as it lies there: bytes that it takes, when its repository was asked last (seconds since 1970), how many
    packs it has, and whether a run in progress uses it.
    """

    mirror: Mirror
    bytes: int
    asked: float
    packs: int
    is_held: bool


def kept(state: State, held: frozenset[str]) -> tuple[Kept, ...]:
    """All mirrors, by name; `held` are the names that leases have."""
    return tuple(Kept(mirror, *_taken(mirror, remote.asked), mirror.name in held) for mirror, remote in mirrors(state))


def unwanted(found: Iterable[Kept], now: float) -> tuple[Kept, ...]:
    """Those that go: forgotten for long, or grown by many fetches. Pure."""
    return tuple(
        one for one in found if not one.is_held and (now - one.asked > FORGOTTEN_DAYS * 86400 or one.packs > MOST_PACKS)
    )


def remove(state: State, gone: Iterable[Kept]) -> None:
    """Remove mirrors, and what a removal that was killed has left, while nobody can begin to use one
    (`leases.removing`).
    """
    for one in gone:
        # In one step: who reads it meanwhile finds all of it, or nothing.
        os.rename(one.mirror.folder, state.clones / f"{_REMOVED}{uuid.uuid4().hex[:16]}")
    for place in state.clones.glob(f"{_REMOVED}*"):
        shutil.rmtree(place)


def _taken(mirror: Mirror, asked: float) -> tuple[int, float, int]:
    total = packs = 0
    for folder, _, names in os.walk(mirror.folder):
        for name in names:
            total += os.lstat(os.path.join(folder, name)).st_blocks * 512
            packs += name.endswith(".pack")
    return total, asked, packs
