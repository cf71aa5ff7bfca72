"""Everything that lies in the store, read in one go, and what of it stands on what."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from layer_cache import snapshots
from layer_cache.keeping import leases
from layer_cache.snapshots import Manifest
from layer_cache.state import State

#: Names of folders that something was on its way to be or to cease.
_HALF = (".tmp-", ".gone-", ".damaged-")
_PARTS = ("state", "ram", "delta")
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the store: the bytes that it takes on the disk, which for a sparse file are fewer than its size."""

    path: Path
    bytes: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot's folder: `parts` are its files by the names that `needs` uses, `used` is in seconds since 1970."""

    id: str
    manifest: Manifest | None
    parts: tuple[str, ...]
    used: float

    @property
    def whole(self) -> bool:
        """Whether it was not removed; what is left of one that was is for those that stand on it."""
        return f"{self.id}/state" in self.parts


@dataclass(frozen=True)
class Inventory:
    """The store at one moment.

    `files` has each file by its name: `SNAPSHOT/state`, `SNAPSHOT/ram`, `SNAPSHOT/delta`, `disk/DISK`, and where it
    can be read `SNAPSHOT/manifest.json`. `below` says which disk each disk stands on. `held` are the snapshots and
    disks that runs use, `leftovers` what is nobody's.
    """

    snapshots: Mapping[str, Snapshot]
    files: Mapping[str, File]
    below: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    leftovers: tuple[Path, ...] = ()

    @property
    def bytes(self) -> int:
        """What all of it takes on the disk."""
        return sum(file.bytes for file in self.files.values())

    def needs(self, snapshot: str) -> tuple[str, ...]:
        """The names of the files without which it cannot be restored, its own first; also of those that are gone."""
        found = self._needs.get(snapshot)
        return self._find_needs(snapshot) if found is None else found

    def own(self, snapshot: str) -> tuple[str, ...]:
        """The names of its own files: those in its folder, and its layer of the disk."""
        entry = self.snapshots[snapshot]
        disk = () if entry.manifest is None else (f"disk/{entry.manifest.disk}",)
        return tuple(name for name in (*entry.parts, *disk) if name in self.files)

    def own_bytes(self, snapshot: str) -> int:
        """The bytes that its own files take."""
        return self._bytes(self.own(snapshot))

    def unshared(self, snapshot: str) -> int:
        """The bytes that nothing else needs: what is free once it is removed."""
        entry = self.snapshots[snapshot]
        if not entry.whole:
            return 0
        return self._bytes({name for name in (*self.needs(snapshot), *self.own(snapshot)) if self._users[name] <= 1})

    def above(self, snapshot: str) -> tuple[str, ...]:
        """The snapshots that stand on it: that cannot be restored without its files."""
        own = set(self.own(snapshot))
        others = (other for other in self.snapshots.values() if other.whole and other.id != snapshot)
        return tuple(other.id for other in others if not own.isdisjoint(self.needs(other.id)))

    def unwanted(self) -> frozenset[str]:
        """The names of files that no snapshot and no machine needs."""
        wanted = set(self._users)
        for name in self.held:
            if name in self.snapshots:
                # Its run may have looked before another one gave it a full image.
                wanted.update(self.needs(name), self.own(name), self._memory(name, past_image=True))
            wanted.update(self._disks(name))
        return frozenset(self.files) - wanted

    @cached_property
    def _needs(self) -> dict[str, tuple[str, ...]]:
        return {name: self._find_needs(name) for name, entry in self.snapshots.items() if entry.whole}

    @cached_property
    def _manifests(self) -> dict[str, str]:
        """The manifest that goes with each layer of a disk."""
        entries = self.snapshots.values()
        return {f"disk/{one.manifest.disk}": f"{one.id}/{_MANIFEST}" for one in entries if one.manifest is not None}

    @cached_property
    def _users(self) -> Counter[str]:
        """How many snapshots need each file. One that cannot be restored keeps at least what is its own."""
        return Counter(name for one in self._needs for name in {*self._needs[one], *self.own(one)})

    def _find_needs(self, snapshot: str) -> tuple[str, ...]:
        entry = self.snapshots.get(snapshot)
        if entry is None or entry.manifest is None:
            return (f"{snapshot}/state", f"{snapshot}/{_MANIFEST}")
        disks = self._disks(entry.manifest.disk)
        # A layer's own manifest has its seal.
        owners = (self._manifests[disk] for disk in disks if disk in self._manifests)
        return tuple(dict.fromkeys((f"{snapshot}/state", *self._memory(snapshot), *disks, *owners)))

    def _memory(self, snapshot: str, past_image: bool = False) -> list[str]:
        """Deltas down to a full image, and the manifests that tell the way; `past_image`: where it has both, to the
        one that its delta stands on.
        """
        names: list[str] = []
        current: str | None = snapshot
        while current is not None and f"{current}/{_MANIFEST}" not in names:
            names.append(f"{current}/{_MANIFEST}")
            entry = self.snapshots.get(current)
            parent = entry.manifest.parent if entry is not None and entry.manifest is not None else None
            has_both = f"{current}/ram" in self.files and f"{current}/delta" in self.files
            if parent is None or (f"{current}/ram" in self.files and not (past_image and has_both)):
                return [*names, f"{current}/ram"]
            names.append(f"{current}/delta")
            current = parent
        return names

    def _disks(self, disk: str) -> list[str]:
        names: list[str] = []
        current: str | None = disk
        while current is not None and f"disk/{current}" not in names:
            names.append(f"disk/{current}")
            current = self.below.get(current)
        return names

    def _bytes(self, names: Iterable[str]) -> int:
        return sum(self.files[name].bytes for name in names if name in self.files)


def take(state: State) -> Inventory:
    """Look at everything. Half of what is just being removed may be in it: to act on it, be in `leases.removing`."""
    held = leases.held(state)
    files: dict[str, File] = {}
    found: dict[str, Snapshot] = {}
    leftovers = list(leases.dead(state))
    for entry in _scan(state.snapshots):
        if entry.name.startswith(_HALF):
            if entry.name.removeprefix(".tmp-") not in held:
                leftovers.append(Path(entry.path))
        elif entry.is_dir(follow_symlinks=False):
            found[entry.name] = _snapshot(state, entry.name, files)
            # Files on their way into its place: of a run that makes a full image, or of one that was killed.
            if entry.name not in held:
                leftovers += Path(entry.path).glob("*.new")
    below: dict[str, str] = {}
    for entry in _scan(state.disks):
        path = Path(entry.path)
        if path.suffix != ".qcow2":
            leftovers.append(path)
            continue
        _add(files, f"disk/{path.stem}", path)
        with contextlib.suppress(OSError):
            under = snapshots.backing(path)
            if under is not None and under.suffix == ".qcow2":
                below[path.stem] = under.stem
    return Inventory(found, files, below, held, tuple(leftovers))


def taken(state: State) -> int:
    """The bytes that the store takes on the disk, told without looking into any file: cheap."""
    folders = [state.disks]
    folders += (Path(entry.path) for entry in _scan(state.snapshots) if entry.is_dir(follow_symlinks=False))
    total = 0
    for folder in folders:
        for entry in _scan(folder):
            with contextlib.suppress(OSError):
                total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total


def _snapshot(state: State, name: str, files: dict[str, File]) -> Snapshot:
    folder = snapshots.folder(state, name)
    parts = tuple(f"{name}/{part}" for part in _PARTS if _add(files, f"{name}/{part}", folder / part))
    manifest = snapshots.read(state, name)
    if manifest is not None and _add(files, f"{name}/{_MANIFEST}", folder / _MANIFEST):
        parts = (*parts, f"{name}/{_MANIFEST}")
    used = 0.0
    with contextlib.suppress(OSError):
        used = (folder / "state").stat().st_mtime
    return Snapshot(name, manifest, parts, used)


def _add(files: dict[str, File], name: str, path: Path) -> bool:
    try:
        files[name] = File(path, path.stat().st_blocks * 512)
    except OSError:
        return False
    return True


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
