"""Whether the store is what was written: files against seals, snapshots against each other, recordings, leftovers.

`look` reads everything, `judge` says what is wrong, `heal` acts; nothing that is sound is ever removed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from layer_cache.keeping import leases, removing
from layer_cache.keeping.inventory import Inventory, take
from layer_cache.records import Records
from layer_cache.seals import Seal, seal
from layer_cache.state import State

Kind = Literal["damaged", "leftover", "unneeded", "database", "recording"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with `subject` (a snapshot, a path, a database), in words; `cure` is what heals it."""

    kind: Kind
    subject: str
    message: str
    cure: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: `bad` says what is wrong with a file, by its name; `checked` files were read in full, and
    `unsealed` are needed but of before there were seals, so that only their being there was checked.
    """

    inventory: Inventory
    bad: Mapping[str, str]
    checked: int
    unsealed: int
    faults: tuple[str, ...] = ()
    unreadable: tuple[int, ...] = ()


def look(state: State, records: Records, say: Callable[[str], None] = lambda name: None) -> Looked:
    """Read every file that a snapshot needs, and the database. `say` is told each file's name before it is read.

    Takes no lock, as it may take minutes; what others remove meanwhile is not found wanting. Raises StoreError.
    """
    inventory = take(state)
    seals = _seals(inventory)
    bad: dict[str, str] = {}
    checked = unsealed = 0
    whole = [entry.id for entry in inventory.snapshots.values() if entry.whole]
    for name in sorted({name for snapshot in whole for name in inventory.needs(snapshot)}):
        say(name)
        wanted = seals.get(name)
        if name not in inventory.files:
            bad[name] = "is not there"
        elif wanted is None:
            unsealed += not name.endswith(".json")
        else:
            checked += 1
            wrong = _compare(inventory, name, wanted)
            if wrong is not None:
                bad[name] = wrong
    faults = tuple(records.faults())
    unreadable = () if faults else tuple(records.unreadable())
    now = take(state)
    still = {name: why for name, why in bad.items() if _still(now, inventory, name)}
    return Looked(now, still, checked, unsealed, faults, unreadable)


def judge(looked: Looked) -> list[Finding]:
    """What is wrong, the worst first. Pure."""
    inventory = looked.inventory
    findings = []
    for fault in looked.faults:
        findings.append(Finding("database", "records.db", fault, "make its indexes anew, or move it aside"))
    for snapshot, why in damaged(looked).items():
        cure = "wait for the run that uses it" if snapshot in inventory.held else "remove it"
        findings.append(Finding("damaged", snapshot, why, cure))
    if looked.unreadable:
        count = len(looked.unreadable)
        message = f"{count} recording{'s' if count > 1 else ''} can never hold: what it saw is lost"
        findings.append(Finding("recording", "records.db", message, "delete them"))
    for path in inventory.leftovers:
        findings.append(Finding("leftover", str(path), "a run that was killed left it", "remove it"))
    for name in sorted(inventory.unwanted()):
        subject = str(inventory.files[name].path)
        findings.append(Finding("unneeded", subject, "no snapshot needs it", "remove it"))
    return findings


def damaged(looked: Looked) -> dict[str, str]:
    """The snapshots that cannot be trusted, with the reason: a file that they are restored from is bad."""
    found: dict[str, str] = {}
    for entry in looked.inventory.snapshots.values():
        if not entry.whole:
            continue
        for name in looked.inventory.needs(entry.id):
            if name in looked.bad:
                owner = name.partition("/")[0]
                whose = "" if owner in (entry.id, "disk") else f" of {owner}, on which it stands,"
                found[entry.id] = f"{name.partition('/')[2]}{whose} {looked.bad[name]}"
                break
    return found


def heal(state: State, records: Records, looked: Looked) -> int:
    """Do what cures the findings; the bytes that this freed. Raises StoreError."""
    if looked.faults:
        records.mend()
    elif looked.unreadable:
        records.forget(looked.unreadable)
    with leases.removing(state):
        held = leases.held(state)
        return removing.remove(state, [name for name in damaged(looked) if name not in held])


def _seals(inventory: Inventory) -> dict[str, Seal]:
    found: dict[str, Seal] = {}
    for entry in inventory.snapshots.values():
        if entry.manifest is not None:
            for part, value in entry.manifest.files.items():
                found[f"disk/{entry.manifest.disk}" if part == "disk" else f"{entry.id}/{part}"] = value
    return found


def _compare(inventory: Inventory, name: str, wanted: Seal) -> str | None:
    try:
        found = seal(inventory.files[name].path)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if found.size != wanted.size:
        return f"has {found.size} bytes instead of {wanted.size}"
    return None if found == wanted else "has not the contents that were written"


def _still(now: Inventory, before: Inventory, name: str) -> bool:
    """Whether the file is as bad as it was, and not just removed with its snapshot."""
    return (name in now.files) == (name in before.files)
