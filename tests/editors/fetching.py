"""What tests need and `make` fetches: into `build/`, once."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def fetch(target: str, name: str) -> None:
    """Have `make` fetch something. Where it cannot be had the test is skipped, but not in CI."""
    made = subprocess.run(["make", target], cwd=REPOSITORY, capture_output=True, text=True, timeout=500)
    if made.returncode != 0 and not os.environ.get("CI"):
        pytest.skip(f"{name} cannot be fetched here: {made.stderr[-500:]}")
    assert made.returncode == 0, made.stdout + made.stderr
