"""Merging what is left of removed snapshots into the one that stands on it, so that their files are really freed.

Of a removed snapshot's delta and disk only what the next one did not write over is needed. So where a single one
stands on it, both become one: its delta gets the pages that only the older has, its layer of the disk the clusters.
`qemu-img rebase` copies nothing but what was written (https://www.qemu.org/docs/master/tools/qemu-img.html).

A kill at any point leaves a snapshot that can be restored: first its manifest loses the seals of the files to be
written anew, then these are replaced one by one, each as good as the one before; the last is the manifest, with new
seals and the older one's parent.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from layer_cache import snapshots
from layer_cache.keeping import leases, removing
from layer_cache.keeping.inventory import Inventory, take
from layer_cache.seals import seal
from layer_cache.snapshots import Manifest
from layer_cache.state import State
from layer_runner.engine import memory


@dataclass(frozen=True, slots=True)
class Merge:
    """What is left of `below` can become part of `above`, the only one that stands directly on it."""

    below: Manifest
    above: Manifest


def thin(state: State) -> int:
    """Merge what can be merged; the bytes that this freed, on balance. Waits for others that remove.

    What is damaged or does not fit on the disk is left as it is. Raises StoreError.
    """
    if not any(True for _ in merges(take(state))):
        return 0
    with leases.removing(state):
        before = take(state)
        failed: set[str] = set()
        while chosen := next((one for one in merges(take(state)) if one.below.id not in failed), None):
            try:
                _merge(state, chosen)
            except (OSError, ValueError, subprocess.CalledProcessError):
                failed.add(chosen.below.id)
            removing.sweep(state)
        return before.bytes - take(state).bytes


def merges(inventory: Inventory) -> Iterator[Merge]:
    """What can be merged, the oldest first; pure. Nothing that a run in progress uses, from the inventory's leases."""
    used = {name for one in inventory.held if one in inventory.snapshots for name in inventory.needs(one)}
    above: dict[str, list[Manifest]] = {}
    for entry in inventory.snapshots.values():
        if entry.manifest is not None and entry.manifest.parent is not None:
            above.setdefault(entry.manifest.parent, []).append(entry.manifest)
    found = []
    for entry in inventory.snapshots.values():
        below, others = entry.manifest, above.get(entry.id, [])
        if entry.whole or below is None or below.parent is None or len(others) != 1:
            continue
        files = {*inventory.own(entry.id), *inventory.own(others[0].id)}
        has_image = f"{others[0].id}/ram" in files
        # A full image below stays what it is: to copy it would cost more than it frees.
        deltas = {f"{entry.id}/delta", f"{others[0].id}/delta"} <= files and f"{entry.id}/ram" not in files
        mergeable = has_image or deltas
        if mergeable and f"disk/{others[0].disk}" in files and files.isdisjoint(used):
            found.append(Merge(below, others[0]))
    yield from sorted(found, key=lambda one: one.below.created)


def _merge(state: State, merge: Merge) -> None:
    below, above = merge.below, merge.above
    folder = snapshots.folder(state, above.id)
    older, newer = snapshots.folder(state, below.id) / "delta", folder / "delta"
    layer, under = snapshots.layer(state, above.disk), snapshots.layer(state, below.disk)
    delta, disk = folder / "delta.new", layer.with_suffix(".new")
    files = {name: mark for name, mark in above.files.items() if name not in ("delta", "disk")}
    unsealed = dict(files)
    try:
        if (folder / "ram").exists():
            files |= {name: mark for name, mark in above.files.items() if name == "delta"}
        else:
            _merge_deltas(older, newer, delta, above.memory)
            files["delta"] = seal(delta)
        # Where a merge was interrupted it may stand on the one further down already.
        if snapshots.backing(layer) == under:
            _merge_disks(under, layer, disk)
        files["disk"] = seal(disk if disk.exists() else layer)
        _write(folder, msgspec.structs.replace(above, files=unsealed))
        if delta.exists():
            os.replace(delta, newer)
        if disk.exists():
            os.replace(disk, layer)
        _write(folder, msgspec.structs.replace(above, files=files, parent=below.parent))
    finally:
        delta.unlink(missing_ok=True)
        disk.unlink(missing_ok=True)


def _merge_deltas(older: Path, newer: Path, target: Path, size: int) -> None:
    shadow = memory.Shadow(size)
    try:
        for path in (older, newer):
            for first, pages in memory.read_delta(path):
                for index in range(len(pages) // memory.PAGE):
                    shadow.store(first + index, pages[index * memory.PAGE : (index + 1) * memory.PAGE])
        memory.write_delta(target, list(shadow.known()), shadow)
    finally:
        shadow.close()


def _merge_disks(older: Path, newer: Path, target: Path) -> None:
    lowest = snapshots.backing(older)
    if lowest is None:
        raise ValueError(f"{older} stands on nothing")
    shutil.copyfile(newer, target)
    kind = "qcow2" if lowest.suffix == ".qcow2" else "raw"
    command = ["qemu-img", "rebase", "-q", "-f", "qcow2", "-b", str(lowest), "-F", kind, str(target)]
    subprocess.run(command, check=True, capture_output=True)


def _write(folder: Path, manifest: Manifest) -> None:
    path = folder / "manifest.new"
    path.write_bytes(msgspec.json.encode(manifest))
    os.replace(path, folder / "manifest.json")
