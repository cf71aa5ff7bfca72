"""Forks share the pages of one memory image; so a snapshot that many start from needs a full one."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import msgspec

from layer_cache import snapshots
from layer_cache.seals import seal
from layer_cache.state import State
from layer_runner.engine import memory
from layer_runner.errors import EngineError


def make_shareable(state: State, snapshot: str) -> int:
    """Give a snapshot whose memory is a chain of deltas a full image of its own; blocks. The bytes written, or 0.

    What a delta puts into a machine is that machine's alone; what lies in the image is read by all from one place.
    The snapshot must be held (`layer_cache.keeping.leases`): then nobody removes or merges what is read here, and the
    files of a run that was killed on the way are swept later. Raises EngineError, OSError.
    """
    chain = snapshots.memory_chain(state, snapshot)
    if chain is None:
        raise EngineError(f"the snapshot {snapshot} is gone: run again, from an earlier one")
    if len(chain) == 1:
        return 0
    folder = snapshots.folder(state, snapshot)
    pending, manifest = (folder / f"{name}-{uuid.uuid4().hex[:8]}.new" for name in ("ram", "manifest"))
    base, *deltas = (snapshots.folder(state, each.id) for each in chain)
    try:
        written = memory.flatten(pending, base / "ram", [delta / "delta" for delta in deltas], chain[-1].memory)
        # The seal first: an image is never there without it, and a seal without its file says nothing.
        sealed = msgspec.structs.replace(chain[-1], files={**chain[-1].files, "ram": seal(pending)})
        manifest.write_bytes(msgspec.json.encode(sealed))
        os.replace(manifest, folder / "manifest.json")
        # The delta stays: another run may be about to read it.
        os.replace(pending, folder / "ram")
    except ValueError as error:
        raise EngineError(f"{error}; run again without the cache (--no-cache)") from error
    finally:
        _remove(pending, manifest)
    return written


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
