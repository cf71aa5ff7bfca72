"""Paths for people."""

from __future__ import annotations

import os
from pathlib import Path


def shown(file: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return file.relative_to(os.getcwd()).as_posix()
    except ValueError:
        return str(file)
