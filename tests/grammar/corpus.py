"""The files of grammar/test/corpus, read as `tree-sitter test` reads them; and real Layerfiles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REAL_LAYERFILES = ROOT.parent / "shared" / "corpus"

_CASE = re.compile(r"^=+\n(?P<title>[^\n]*)\n=+\n\n(?P<source>.*?)\n---\n\n(?P<tree>.*?)(?=^====|\Z)", re.S | re.M)


@dataclass(frozen=True)
class Case:
    """One text, and the tree that it should have as an S-expression with fields, on lines of its own."""

    file: str
    title: str
    source: str
    tree: str


def cases() -> list[Case]:
    """All cases of all files."""
    return [
        Case(path.stem, found["title"], found["source"], found["tree"])
        for path in sorted((ROOT / "grammar/test/corpus").glob("*.txt"))
        for found in _CASE.finditer(path.read_bytes().decode())
    ]


def real_layerfiles() -> list[Path]:
    """Layerfiles from public repositories. Skips the test where they are not at hand."""
    found = sorted(REAL_LAYERFILES.glob("*.Layerfile"))
    if not found:
        pytest.skip("../shared/corpus is not there: no real Layerfiles to try")
    return found
