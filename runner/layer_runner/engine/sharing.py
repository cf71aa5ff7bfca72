"""Forks share the pages of one memory image; so a snapshot that many start from needs a full one."""

from __future__ import annotations

import os
import uuid

from layer_cache import snapshots
from layer_cache.state import State
from layer_runner.engine import memory
from layer_runner.errors import EngineError


def make_shareable(state: State, snapshot: str) -> int:
    """Give a snapshot whose memory is a chain of deltas a full image of its own; blocks. The bytes written, or 0.

    What a delta puts into a machine is that machine's alone; what lies in the image is read by all from one place.
    Raises EngineError, OSError. A crash leaves a file that goes with the snapshot.
    """
    chain = snapshots.memory_chain(state, snapshot)
    if chain is None:
        raise EngineError(f"the snapshot {snapshot} is gone: run again, from an earlier one")
    if len(chain) == 1:
        return 0
    folder = snapshots.folder(state, snapshot)
    pending = folder / f".ram-{uuid.uuid4().hex[:8]}"
    base, *deltas = (snapshots.folder(state, manifest.id) for manifest in chain)
    try:
        written = memory.flatten(pending, base / "ram", [delta / "delta" for delta in deltas], chain[-1].memory)
        # The delta stays: another run may be about to read it.
        os.replace(pending, folder / "ram")
    except ValueError as error:
        raise EngineError(f"{error}; run again without the cache (--no-cache)") from error
    finally:
        pending.unlink(missing_ok=True)
    return written
