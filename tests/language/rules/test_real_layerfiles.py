"""What the rules say of real Layerfiles: each of these lines was looked at, and is wrong."""

from __future__ import annotations

from collections import Counter

from layerfile.checking import check
from layerfile.files import MemoryFiles
from layerfile.settings import Settings
from tests.grammar.corpus import real_layerfiles

FOUND = {
    "unknown-directive": 54,
    "run-secret-printed": 25,
    "then-prefix": 16,
    "doubled-backslash": 16,
    "from-docker-image": 13,
    "expose-duplicate-path": 12,
    "expose-docker-form": 7,
    "docker-directive": 7,
    "old-variable": 5,
    "missing-from": 5,
    "keyword-case": 5,
    "run-shell-state": 4,
    "run-cd": 4,
    "run-misspelt-modifier": 3,
    "old-directive": 3,
    "expose-not-localhost": 2,
    "expose-database": 2,
    "run-foreground-server": 1,
    "multiple-from": 1,
    "from-not-first": 1,
    "expose-scheme": 1,
    "expose-path": 1,
    "expose-address": 1,
    "empty-layerfile": 1,
    "copy-arguments": 1,
}


def test_nothing_is_said_of_a_right_line() -> None:
    """A new finding is a false alarm until somebody has looked at it, and put it down here."""
    found: Counter[str] = Counter()
    for path in real_layerfiles():
        text = path.read_bytes().decode("utf-8", "replace")
        files = MemoryFiles({path.name: text})
        found.update(problem.name for problem in check(path.name, files, Settings()))
    assert dict(found) == FOUND
