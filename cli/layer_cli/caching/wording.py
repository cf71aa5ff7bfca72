"""How snapshots are told to people and programs."""

from __future__ import annotations

from typing import Any

from layer_cache.keeping.worth import Store
from layer_cli.terminal import harmless

#: Characters of a snapshot's id that are shown, and that a person must type at least.
SHOWN, TYPED = 12, 4


class NotFound(ValueError):
    """What a person typed names no snapshot, or several."""


def find(store: Store, text: str) -> str:
    """The snapshot whose id begins with `text`. Raises NotFound, in words."""
    found = [name for name in store.facts if name.startswith(text)]
    if len(found) == 1 and (len(text) >= TYPED or found[0] == text):
        return found[0]
    if text and not found:
        raise NotFound(f'no snapshot is called "{text}": layer cache ls lists them')
    raise NotFound(f'"{text}" could be {len(found)} snapshots: write at least {TYPED} characters, and enough for one')


def step(store: Store, snapshot: str) -> str:
    """The step that it is the result of, on one line; what it is where it is of none."""
    fact = store.facts[snapshot]
    if fact.seconds is None:
        return "(no recording leads to it)"
    lines = fact.text.splitlines() or [""]
    return harmless(lines[0])


def row(store: Store, snapshot: str) -> dict[str, Any]:
    """One snapshot for programs: bytes, seconds, times in seconds since 1970."""
    inventory, fact = store.inventory, store.facts[snapshot]
    manifest = inventory.snapshots[snapshot].manifest
    return {
        "snapshot": snapshot,
        "text": fact.text,
        "place": fact.place,
        "bytes": inventory.own_bytes(snapshot),
        "unshared": inventory.unshared(snapshot),
        "created": None if manifest is None else round(manifest.created, 3),
        "used": round(fact.used, 3),
        "seconds": None if fact.seconds is None else round(fact.seconds, 3),
        "saves": round(store.saved(snapshot), 3),
        "value": round(store.value(snapshot), 4),
        "in_use": snapshot in inventory.held,
        "refusal": fact.refusal,
    }
