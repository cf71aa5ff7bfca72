"""Snapshots on disk: their manifests, and whether this machine can still restore one. No libvirt here.

    snapshots/ID/
        manifest.json   `Manifest`
        state           QEMU's device state (kilobytes)
        ram             a full memory image, sparse; or
        delta           only the pages that differ from the snapshot `parent`

A folder is filled under the name `.tmp-ID` and renamed, so that an ID that exists is whole. The disk's layers lie
in `disks/`, each a qcow2 file above the one before.
"""

from __future__ import annotations

import os
import shutil
from functools import lru_cache
from pathlib import Path

import msgspec

from layer_cache.state import State

#: Version of the manifest, and of what it describes.
FORMAT = 1


class Host(msgspec.Struct, frozen=True):
    """What a snapshot's device state depends on besides the machine's own description."""

    qemu: str
    processor: str


class Manifest(msgspec.Struct, frozen=True):
    """What it takes to restore a snapshot; sizes in bytes, `created` in seconds since 1970.

    `secrets` are the names of those that the machine was told: memory and disk may hold their values.
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


def folder(state: State, snapshot: str) -> Path:
    """Where the snapshot's files are."""
    return state.snapshots / snapshot


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
    chain = memory_chain(state, snapshot)
    if chain is None:
        return "its files are gone"
    manifest = chain[-1]
    here = host()
    if manifest.format != FORMAT:
        return "another version of layer wrote it"
    if manifest.host.qemu != here.qemu:
        return "QEMU was upgraded since it was taken"
    if manifest.accelerator == "kvm" and manifest.host.processor != here.processor:
        return "it was taken on another processor"
    if not (state.disks / f"{manifest.disk}.qcow2").exists():
        return "its disk is gone"
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
