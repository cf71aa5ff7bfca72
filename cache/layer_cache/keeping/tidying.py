"""Keep the store within its caps: look, decide, remove; for `layer cache gc` and for the end of a run."""

from __future__ import annotations

import os
from dataclasses import dataclass

from layer_cache.keeping import leases, mirrors, removing
from layer_cache.keeping.caps import Caps
from layer_cache.keeping.collecting import Decision, decide
from layer_cache.keeping.inventory import taken
from layer_cache.keeping.mirrors import Kept
from layer_cache.keeping.worth import Store, describe
from layer_cache.records import Records
from layer_cache.state import State


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was decided on, the bytes that it freed, and those that snapshots took before. `mirrors` of cloned
    repositories go as well; what they took is counted in neither.
    """

    decision: Decision
    freed: int
    taken: int
    store: Store
    mirrors: tuple[Kept, ...] = ()


def excess(state: State, caps: Caps) -> int:
    """Bytes by which the store is over its caps: 0 where there is nothing to do."""
    return _excess(state, caps, taken(state))


def tidy(state: State, records: Records, caps: Caps, dry: bool = False) -> Tidied:
    """Bring the store within its caps; `dry` only decides. Waits for others that remove. Raises StoreError."""
    with leases.removing(state):
        store = describe(state, records)
        inventory = store.inventory
        sizes = {name: file.bytes for name, file in inventory.files.items()}
        junk = sum(sizes[name] for name in inventory.unwanted())
        need = max(0, _excess(state, caps, inventory.bytes) - junk)
        decision = decide(store.facts, sizes, need, inventory.held, store.now, store.remains)
        gone = mirrors.unwanted(mirrors.kept(state, inventory.held), store.now)
        if dry:
            freed = junk + sum(removal.bytes for removal in decision.removals)
        else:
            freed = removing.remove(state, [removal.snapshot for removal in decision.removals])
            mirrors.remove(state, gone)
        return Tidied(decision, freed, inventory.bytes, store, gone)


def _excess(state: State, caps: Caps, taken: int) -> int:
    status = os.statvfs(state.root)
    block = status.f_frsize
    return caps.excess(taken, status.f_bavail * block, status.f_blocks * block)
