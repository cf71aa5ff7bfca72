"""Fixtures of the tests of the secret store."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_cache.state import State


@pytest.fixture
def state(tmp_path: Path) -> State:
    """A state folder that does not exist yet."""
    return State(tmp_path / "state")
