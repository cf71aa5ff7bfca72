"""What each snapshot is for, and how much that is worth. Pure but for `describe`, which gathers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from layer_cache import images, snapshots
from layer_cache.checkout import open_branches
from layer_cache.keeping.inventory import Inventory, Snapshot, take
from layer_cache.recorded_values import branch_of
from layer_cache.records import Recording, Records
from layer_cache.state import State

#: What booting an image again costs, in seconds: 8 under software emulation on 2 cores, and QEMU is probed first.
BOOT_SECONDS = 10.0

#: Seconds after which the worth of what is not used has halved. One day: what was of use today comes back today.
HALF = 86400.0

#: Seconds without use after which the newest result of a step is no longer kept longer than others.
FORGOTTEN = 30 * 86400.0


@dataclass(frozen=True, slots=True)
class Fact:
    """What is to be known of a snapshot that can be asked for.

    `seconds` is what its own step took; None where no recording leads to it, so that no run can find it. `place` and
    `text` are for people; `instruction` is equal for results of the same one. `needs` names the files that it is
    restored from, of which `own` are its own. `used` is in seconds since 1970. `refusal`: why it cannot be restored.
    `is_website`: it shows what a branch exposes that is still there. `kept`: a person asked for it, and no run can make
    it again.
    """

    id: str
    parent: str | None
    needs: frozenset[str]
    own: frozenset[str]
    seconds: float | None
    instruction: str
    used: float
    refusal: str | None = None
    place: str = ""
    text: str = ""
    is_website: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Remains:
    """What is known of a snapshot that was removed, and of which later ones need files: `seconds` of its step."""

    parent: str | None
    seconds: float


def recency(fact: Fact, now: float) -> float:
    """1 for what is used at `now` (seconds since 1970), half of that a day later, a third after two days."""
    return 1.0 / (1.0 + max(0.0, now - fact.used) / HALF)


def saved(facts: Mapping[str, Fact], snapshot: str, remains: Mapping[str, Remains]) -> float:
    """Seconds that would have to be run again without it: its step, and those back to the last that can be restored."""
    fact = facts[snapshot]
    total = fact.seconds or 0.0
    current, seen = fact.parent, {snapshot}
    while current is not None and current not in seen:
        seen.add(current)
        before = facts.get(current)
        if before is not None and before.refusal is None:
            break
        below = before or remains.get(current)
        if below is None:
            break
        total += below.seconds or 0.0
        current = below.parent
    return total


def value(fact: Fact, seconds: float, freed: int, now: float) -> float:
    """Seconds that it saves, times recency, per megabyte (1024² bytes) that is free once it is gone."""
    return seconds * recency(fact, now) / (max(freed, 1) / 1024**2)


def superseded(facts: Iterable[Fact], now: float) -> frozenset[str]:
    """The snapshots of whose instruction there is a newer result, or that were forgotten for a month: but for the
    newest website of a branch, which nobody need have looked at.
    """
    newest: dict[str, Fact] = {}
    everything = list(facts)
    for fact in everything:
        other = newest.get(fact.instruction)
        if other is None or (other.used, other.id) < (fact.used, fact.id):
            newest[fact.instruction] = fact
    return frozenset(
        fact.id
        for fact in everything
        if newest[fact.instruction].id != fact.id or (now - fact.used > FORGOTTEN and not fact.is_website)
    )


@dataclass(frozen=True)
class Store:
    """The store and what is known of it at `now` (seconds since 1970)."""

    inventory: Inventory
    facts: Mapping[str, Fact]
    remains: Mapping[str, Remains]
    now: float

    def saved(self, snapshot: str) -> float:
        """Seconds that would have to be run again without it."""
        return saved(self.facts, snapshot, self.remains)

    def value(self, snapshot: str) -> float:
        """Its value when it is its turn to go: by then what stands on it now is gone."""
        fact = self.facts[snapshot]
        if fact.refusal is not None or fact.seconds is None:
            return 0.0
        freed = max(self.inventory.unshared(snapshot), self.inventory.own_bytes(snapshot))
        return value(fact, self.saved(snapshot), freed, self.now)


class _Told(NamedTuple):
    """What leads to a snapshot, as `Fact` has it."""

    seconds: float | None
    instruction: str
    place: str
    text: str
    is_website: bool = False


def describe(state: State, records: Records, now: float | None = None) -> Store:
    """Look at the store and at what leads to its snapshots. Raises StoreError."""
    inventory = take(state)
    names: dict[str, _Told] = {}
    for base in images.booted(state):
        memory = f"{base.memory // 1024**2} MB"
        text = f"FROM {base.image} ({memory})"
        names[base.snapshot] = _Told(BOOT_SECONDS, f"FROM {base.image} {memory}", "", text)
    unkept = records.without_snapshots()
    branches: dict[str, frozenset[str] | None] = {}
    for recording, root in records.with_snapshots():
        assert recording.snapshot is not None
        names[recording.snapshot] = _told(recording, root, records, unkept, branches)
    facts: dict[str, Fact] = {}
    remains: dict[str, Remains] = {}
    for entry in inventory.snapshots.values():
        told = names.get(entry.id) or _of_kept(entry)
        parent = None if entry.manifest is None else entry.manifest.parent
        if not entry.whole:
            remains[entry.id] = Remains(parent, told.seconds or 0.0)
            continue
        facts[entry.id] = Fact(
            id=entry.id,
            parent=parent,
            needs=frozenset(inventory.needs(entry.id)),
            own=frozenset(inventory.own(entry.id)),
            seconds=told.seconds,
            instruction=told.instruction,
            used=entry.used,
            refusal=snapshots.refusal(state, entry.id),
            place=told.place,
            text=told.text,
            is_website=told.is_website,
            kept=entry.manifest is not None and entry.manifest.kept is not None,
        )
    return Store(inventory, facts, remains, time.time() if now is None else now)


def _told(
    recording: Recording,
    root: str,
    records: Records,
    unkept: Mapping[int, tuple[int | None, float]],
    branches: dict[str, frozenset[str] | None],
) -> _Told:
    """What a recording, of a project at `root`, says of its snapshot; `branches` are those of each root, once asked."""
    instruction = "\0".join((root, recording.layerfile, recording.text))
    is_website = False
    if recording.text.startswith("EXPOSE "):
        if root not in branches:
            branches[root] = open_branches(Path(root))
        branch, there = branch_of(records.values(recording.id)), branches[root]
        # Where there are no branches it is the one that there is.
        is_website = Path(root).is_dir() if there is None else branch in there
        # Each branch has its own.
        instruction += f"\0{branch}"
    place = f"{recording.layerfile}:{recording.line}"
    return _Told(_seconds(recording, unkept), instruction, place, recording.text, is_website)


def _seconds(recording: Recording, unkept: Mapping[int, tuple[int | None, float]]) -> float:
    """What a step took, with those before it that left no snapshot: without its own they run again as well."""
    total, number, parent = recording.seconds, recording.id, recording.parent
    # A recording is younger than the one before it; in a damaged file it need not be.
    while parent is not None and parent in unkept and parent < number:
        number = parent
        parent, seconds = unkept[number]
        total += seconds
    return total


def _of_kept(entry: Snapshot) -> _Told:
    """What is known of a snapshot to which no recording leads: all of it, if it was kept for a person."""
    kept = None if entry.manifest is None else entry.manifest.kept
    if kept is None:
        return _Told(None, entry.id, "", "")
    return _Told(kept.seconds, entry.id, f"{kept.layerfile}:{kept.line}", f"kept as it failed: {kept.text}")
