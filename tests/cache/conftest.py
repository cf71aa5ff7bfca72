"""Fixtures of all tests of the cache."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from layer_cache.records import Records

from .projects import Project


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No configuration of this machine's git, and the tests' own home."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / ".config"))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """An empty database of recordings."""
    with Records(tmp_path / "state" / "records.db") as opened:
        yield opened


@pytest.fixture
def project(tmp_path: Path, records: Records) -> Project:
    """An empty folder."""
    root = tmp_path / "project"
    root.mkdir()
    return Project(root, records)
