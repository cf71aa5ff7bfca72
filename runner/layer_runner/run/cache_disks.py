"""The disks with the directories of CACHE: one for each Layerfile of a project, kept between its runs.

    caches/ID.raw           the disk, sparse; locked (flock) by the run that uses it
    caches/ID.json          whose it is
    caches/ID-WORD.qcow2    what a shard of that run has written, above what the machine had from which it forked off

One machine at a time can write to a file system. So the machines after a SPLIT have layers of their own, and at the end
of the run those of the first shard become part of the disk.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from layer_cache.errors import StoreError
from layer_cache.state import State, create_private
from layer_runner.engine.domain import CACHES_BYTES
from layer_runner.errors import EngineError
from layer_runner.run.caches import directories
from layer_runs.folder import Shard
from layerfile.program import Program


@dataclass
class Disks:
    """The files that are attached to the machines of a run; without a `disk` each has an empty one, which ends with it.

    `busy`: there is one to be kept, but another run is using it.
    """

    disk: Path | None = None
    busy: bool = False
    #: By the file of each layer what it lies on and whose it is.
    _layers: dict[Path, tuple[Path, int]] = field(default_factory=dict)

    def of(self, shard: Shard, before: Path | None) -> Path | None:
        """The file for the machine of a shard, which goes on from one that had `before`. Raises EngineError."""
        if self.disk is None or shard is None:
            return self.disk
        below = before or self.disk
        layer = self.disk.with_name(f"{self.disk.stem}-{uuid.uuid4().hex}.qcow2")
        self._layers[layer] = below, shard
        kind = "raw" if below == self.disk else "qcow2"
        _qemu_img("create", "-q", "-f", "qcow2", "-b", str(below), "-F", kind, str(layer))
        return layer

    def keep(self) -> None:
        """Make the layers of the first shard part of the disk, when all machines have ended. Raises EngineError."""
        chain: list[Path] = []
        below = self.disk
        while above := [(shard, layer) for layer, (under, shard) in self._layers.items() if under == below]:
            below = min(above)[1]
            chain.append(below)
        for layer in reversed(chain):
            _qemu_img("commit", "-q", "-d", str(layer))

    def close(self) -> None:
        """Remove all layers."""
        for layer in self._layers:
            layer.unlink(missing_ok=True)
        self._layers.clear()


@contextlib.contextmanager
def disks(state: State, root: Path, program: Program, size: int) -> Iterator[Disks]:
    """The disks for a run, its own meanwhile. One with a file system of another size (bytes) is made anew.

    Raises StoreError.
    """
    if not directories(program.steps):
        yield Disks()
        return
    create_private(state.caches)
    about = {"root": os.path.realpath(root), "layerfile": program.path, "size": size}
    name = hashlib.sha256(f"{about['root']}\0{program.path}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
    path = state.caches / f"{name}.raw"
    descriptor, free = _locked(path)
    try:
        if not free:
            yield Disks(busy=True)
            return
        # What a run has left that was killed.
        for layer in state.caches.glob(f"{name}-*.qcow2"):
            layer.unlink(missing_ok=True)
        note = path.with_suffix(".json")
        if _read(note) != about:
            os.truncate(descriptor, 0)
            note.write_text(json.dumps(about))
        os.truncate(descriptor, CACHES_BYTES)
        os.utime(path)
        made = Disks(path)
        try:
            yield made
        finally:
            made.close()
    finally:
        os.close(descriptor)


def _locked(path: Path) -> tuple[int, bool]:
    """The open file, and whether it is this run's now."""
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"cannot write {path}: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return descriptor, False
        # Unless `layer cache gc` removed it just before.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor, True
        os.close(descriptor)


def _read(note: Path) -> object:
    try:
        return json.loads(note.read_bytes())
    except (OSError, ValueError):
        return None


def _qemu_img(*arguments: str) -> None:
    done = subprocess.run(["qemu-img", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise EngineError(f"qemu-img {arguments[0]} failed for the directories of CACHE: {done.stderr.strip()}")
