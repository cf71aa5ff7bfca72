"""What tests need and `make` fetches: into `build/`, once."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

REPOSITORY = Path(__file__).parents[2]


def missing(what: str) -> NoReturn:
    """Skip the test, as something that it needs cannot be had here; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def fetch(target: str, name: str) -> None:
    """Have `make` fetch something."""
    made = subprocess.run(["make", target], cwd=REPOSITORY, capture_output=True, text=True, timeout=500)
    if made.returncode != 0:
        missing(f"{name} cannot be fetched here: {made.stdout[-500:]}{made.stderr[-500:]}")
