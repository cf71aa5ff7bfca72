"""Snapshots on disk: their manifests, and whether this machine can still restore one. No libvirt here.

    snapshots/ID/
        manifest.json   `Manifest`
        state           QEMU's device state (kilobytes)
        ram             a full memory image, sparse; or
        delta           only the pages that differ from the snapshot `parent`

A folder is filled under the name `.tmp-ID` and renamed, so that an ID that exists is whole. The disk's layers lie
in `disks/`, each a qcow2 file above the one before; the lowest stands on the image's disk.

A snapshot without `state` was removed: what is left of it is what later ones stand on (`layer_cache.keeping`).
The time of `state` says when the snapshot was last of use.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from layer_cache.seals import Seal
from layer_cache.state import State

#: Version of the manifest, and of what it describes.
FORMAT = 2


class Host(msgspec.Struct, frozen=True):
    """What a snapshot's device state depends on besides the machine's own description."""

    qemu: str
    processor: str


class Kept(msgspec.Struct, frozen=True):
    """Whose machine a snapshot is, if it is no cache of anybody's: a step of `run` failed in it after `seconds`."""

    run: str
    layerfile: str
    line: int
    text: str
    seconds: float


class Manifest(msgspec.Struct, frozen=True):
    """What it takes to restore a snapshot; sizes in bytes, `created` in seconds since 1970.

    `secrets` are the names of those that the machine was told: memory and disk may hold their values.
    `kept`: it was taken for a person, of a machine in which a step had failed.
    `files` seals what was written, by name: `state`, `ram` or `delta`, and `disk` for its layer of the disk. Empty
    in snapshots of before there were seals.
    """

    format: int
    id: str
    parent: str | None
    image: str
    accelerator: str
    memory: int
    cpus: int
    hardware: int
    protocol: int
    host: Host
    disk: str
    bytes: int
    created: float
    mounts: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    files: dict[str, Seal] = {}
    kept: Kept | None = None


def folder(state: State, snapshot: str) -> Path:
    """Where the snapshot's files are."""
    return state.snapshots / snapshot


def layer(state: State, disk: str) -> Path:
    """Where the disk's layer is."""
    return state.disks / f"{disk}.qcow2"


def mark_used(state: State, used: Iterable[str]) -> None:
    """Remember that these snapshots were of use now; those that are gone are left out."""
    for snapshot in used:
        with contextlib.suppress(OSError):
            os.utime(folder(state, snapshot) / "state")


@lru_cache(maxsize=4096)
def _read(path: str, _changed: int) -> Manifest:
    return msgspec.json.decode(Path(path).read_bytes(), type=Manifest)


def read(state: State, snapshot: str) -> Manifest | None:
    """The snapshot's manifest; None where it is gone or was written by another version."""
    path = folder(state, snapshot) / "manifest.json"
    try:
        return _read(str(path), path.stat().st_mtime_ns)
    except (OSError, msgspec.MsgspecError):
        return None


@lru_cache(maxsize=1)
def host() -> Host:
    """This machine, told cheaply: the QEMU binary by its identity, the processor by its flags."""
    binary = shutil.which("qemu-system-x86_64")
    if binary is None:
        return Host("", "")
    status = os.stat(os.path.realpath(binary))
    return Host(f"{status.st_size}-{status.st_mtime_ns}", _processor())


def _processor() -> str:
    wanted = ("model name", "flags")
    seen: dict[str, str] = {}
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name.strip() in wanted and name.strip() not in seen:
                seen[name.strip()] = value.strip()
            if len(seen) == len(wanted):
                break
    return " ".join(seen.get(name, "") for name in wanted)


def refusal(state: State, snapshot: str) -> str | None:
    """Why this machine cannot restore the snapshot, in words; None where it can."""
    manifest = read(state, snapshot)
    if manifest is None:
        return "its files are gone"
    if not (folder(state, snapshot) / "state").exists():
        return "it was removed"
    return _foreign(manifest) or _incomplete(state, manifest)


def _foreign(manifest: Manifest) -> str | None:
    here = host()
    if manifest.format != FORMAT:
        return "another version of layer wrote it"
    if manifest.host.qemu != here.qemu:
        return "QEMU was upgraded since it was taken"
    if manifest.accelerator == "kvm" and manifest.host.processor != here.processor:
        return "it was taken on another processor"
    return None


def _incomplete(state: State, manifest: Manifest) -> str | None:
    """Why the files of the snapshot and of those it stands on are not what they were, as far as a look tells."""
    chain = memory_chain(state, manifest.id)
    if chain is None:
        return "its files are gone"
    for part in chain:
        for name in ("state", "ram", "delta") if part is manifest else ("ram", "delta"):
            path = folder(state, part.id) / name
            if name in part.files and path.exists() and path.stat().st_size != part.files[name].size:
                return "its files are damaged"
    layers = disk_chain(state, manifest.disk)
    if layers is None:
        return "its disk is gone"
    whole = manifest.files.get("disk")
    if whole is not None and layers[0].stat().st_size != whole.size:
        return "its disk is damaged"
    return None


def memory_chain(state: State, snapshot: str) -> tuple[Manifest, ...] | None:
    """The manifests whose memory makes up the snapshot's: a full image first, then deltas; None if one is gone."""
    chain: list[Manifest] = []
    current: str | None = snapshot
    while current is not None:
        manifest = read(state, current)
        if manifest is None:
            return None
        chain.append(manifest)
        if (folder(state, current) / "ram").exists():
            return tuple(reversed(chain))
        if not (folder(state, current) / "delta").exists():
            return None
        current = manifest.parent
    return None


def disk_chain(state: State, disk: str) -> tuple[Path, ...] | None:
    """The files that make up a disk, newest first, without the image's; None if one is gone, or the image's is."""
    chain: list[Path] = []
    path: Path | None = layer(state, disk)
    while path is not None and path.suffix == ".qcow2" and path not in chain:
        try:
            below = backing(path)
        except OSError:
            return None
        chain.append(path)
        path = below
    return tuple(chain) if path is None or path.exists() else None


def backing(path: Path) -> Path | None:
    """The file that a qcow2 file stands on, from its header; None where it names none. Raises OSError.

    https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.txt, "Header".
    """
    return _backing(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=16384)
def _backing(path: str, _changed: int) -> Path | None:
    with open(path, "rb") as file:
        header = file.read(20)
        if header[:4] != b"QFI\xfb" or len(header) < 20:
            return None
        offset, length = int.from_bytes(header[8:16], "big"), int.from_bytes(header[16:20], "big")
        if offset == 0 or not 0 < length <= 1023:
            return None
        file.seek(offset)
        return Path(os.fsdecode(file.read(length)))
