"""Reading runs needs nothing that making them does."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "asyncio",
    "libvirt",
    "pygls",
    "lsprotocol",
    "textual",
    "rich",
    "sqlite3",
    "layer_cache",
    "layer_runner",
    "layerfile",
)


def test_reading_runs_imports_nothing_heavy() -> None:
    script = (
        "import layer_runs.comparison, layer_runs.finding, layer_runs.folding, layer_runs.reading, sys\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def test_a_run_in_which_all_are_hits_needs_no_reader() -> None:
    script = "import layer_runner.run.skipped, sys; print('msgspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
