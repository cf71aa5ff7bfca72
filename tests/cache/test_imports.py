"""Predicting starts fast: nothing heavy is imported for it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("asyncio", "libvirt", "pygls", "lsprotocol", "textual", "rich", "typing_extensions", "layer_runner")


def test_predicting_imports_nothing_heavy() -> None:
    script = (
        "import layer_cache.prediction, layer_cache.explanation, layer_cache.git_tree, sys\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
