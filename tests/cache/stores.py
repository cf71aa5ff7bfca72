"""A store that looks as if runs had made it: snapshots that stand on each other, with files that can be damaged."""

from __future__ import annotations

import array
import json
import os
from pathlib import Path

import msgspec

from layer_cache import snapshots
from layer_cache.records import Records
from layer_cache.seals import seal
from layer_cache.state import State

PAGE = 4096

IMAGE = "1" * 64


def qcow2(path: Path, below: Path | None, size: int = 8192) -> None:
    """Write a file with the header of a qcow2 file that stands on `below`."""
    name = b"" if below is None else os.fsencode(below)
    header = (
        b"QFI\xfb" + (3).to_bytes(4, "big") + (104 if name else 0).to_bytes(8, "big") + len(name).to_bytes(4, "big")
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((header.ljust(104, b"\1") + name).ljust(size, b"\2"))


def add(
    state: State, name: str, parent: str | None = None, *, full: bool = False, used: float = 1000.0, size: int = 8192
) -> None:
    """Add a snapshot: with a full memory image if it has no parent or is `full`, and a disk above its parent's."""
    state.create()
    image = state.images / "image.raw"
    image.touch()
    disk = snapshots.layer(state, f"d{name}")
    qcow2(disk, image if parent is None else snapshots.layer(state, f"d{parent}"), size)
    folder = snapshots.folder(state, name)
    folder.mkdir()
    part = "ram" if full or parent is None else "delta"
    for file in ("state", part):
        (folder / file).write_bytes(file.encode() * (size // len(file)))
    manifest = snapshots.Manifest(
        format=snapshots.FORMAT,
        id=name,
        parent=parent,
        image=IMAGE,
        accelerator="tcg",
        memory=1 << 30,
        cpus=1,
        hardware=1,
        protocol=1,
        host=snapshots.host(),
        disk=f"d{name}",
        bytes=size,
        created=used,
        files={"state": seal(folder / "state"), part: seal(folder / part), "disk": seal(disk)},
    )
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    os.utime(folder / "state", (used, used))


def write_delta(path: Path, pages: dict[int, bytes]) -> None:
    """Write a delta with pages that consist of one byte each, by their numbers."""
    body = array.array("Q", sorted(pages)).tobytes() + b"".join(pages[n] * PAGE for n in sorted(pages))
    path.write_bytes(json.dumps({"pages": len(pages)}).encode() + b"\n" + body)


def write_manifest(state: State, name: str, memory: int) -> None:
    """Write the manifest anew: with the seals of what is there now, and another size of memory in bytes."""
    manifest = snapshots.read(state, name)
    assert manifest is not None
    folder = snapshots.folder(state, name)
    files = {part: seal(folder / part) for part in manifest.files if part != "disk"}
    files["disk"] = seal(snapshots.layer(state, manifest.disk))
    changed = msgspec.structs.replace(manifest, files=files, memory=memory)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(changed))


def record(records: Records, snapshot: str | None, *, seconds: float = 1.0, text: str = "", line: int = 2) -> int:
    """Add a recording that left a snapshot."""
    return records.add(
        identity=f"identity of {snapshot}",
        layerfile="Layerfile",
        line=line,
        text=text or f"RUN {snapshot}",
        seconds=seconds,
        observations=(),
        snapshot=snapshot,
        created=1000.0,
        root="/project",
    )


def tree(state: State) -> set[str]:
    """All files of the store, by their path below its root."""
    folders = (state.snapshots, state.disks)
    return {str(path.relative_to(state.root)) for folder in folders for path in folder.rglob("*") if path.is_file()}
