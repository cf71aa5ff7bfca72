"""The hazard table names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = re.findall(r"`(tests/[^`]+)`", (ROOT / "docs/hazards.md").read_text())


@pytest.mark.parametrize("name", [row for row in ROWS if row != "tests/test_hazards.py"])
def test_each_hazard_is_watched_by_a_test_that_exists(name: str) -> None:
    path, _, function = name.partition("::")
    text = (ROOT / path).read_text()
    if function:
        assert f"def {function}(" in text


def test_there_are_hazards() -> None:
    assert len(ROWS) > 8
