"""Whether KVM can be used: only proof by booting counts, and the proof is kept for each kernel and QEMU.

On some machines /dev/kvm opens, machines are created, and a guest then hangs in its first instructions.
"""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Literal

from layer_cache import snapshots
from layer_cache.state import State

Verdict = Literal["works", "fails", "untried", "absent"]


def verdict(state: State) -> Verdict:
    """What is known of KVM under the running kernel."""
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "absent"
    try:
        seen = json.loads(_file(state).read_text())
    except (OSError, ValueError):
        return "untried"
    if not isinstance(seen, dict) or (seen.get("kernel"), seen.get("qemu")) != _here():
        return "untried"
    return "works" if seen.get("works") else "fails"


def remember(state: State, works: bool) -> None:
    """Keep what booting with KVM has shown."""
    kernel, qemu = _here()
    _file(state).write_text(json.dumps({"kernel": kernel, "qemu": qemu, "works": works}))


def _here() -> tuple[str, str]:
    return platform.release(), snapshots.host().qemu


def _file(state: State) -> Path:
    return state.root / "kvm.json"
