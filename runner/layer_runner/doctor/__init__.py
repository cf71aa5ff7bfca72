"""What this machine has for running VMs: each part with its state, and how what is missing is mended.

`programs`, `access` and `room` look; `findings` is what they say; `fixing` says which commands mend it, and runs them.
"""

from __future__ import annotations

from layer_cache.state import State
from layer_runner.doctor import access, programs, room
from layer_runner.doctor.findings import Finding

__all__ = ["Finding", "examine"]


def examine(state: State) -> list[Finding]:
    """Look at everything that a run needs; starts no machine."""
    return [
        access.accelerator(state),
        *programs.examine(),
        *access.examine(),
        programs.agent(),
        programs.images(state),
        room.memory(),
        room.disk(state),
    ]
