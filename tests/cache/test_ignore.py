"""Ignore patterns mean what they mean to git."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from layer_cache.ignore import IgnoreFiles

from .projects import git, write

LETTERS = ["a", "b", "*", "**", "?", "[ab]", "[!a]", "[a-b]", "\\a", "\\*", " ", "ab", ".", "[[:alpha:]]"]
NAMES = ["a", "b", "ab", "aab", "a.b", ".a", "*", "a ", "b b", "!a", "#a", "c"]


def random_pattern(chance: random.Random) -> str:
    """A pattern, sometimes a strange one."""
    parts = [
        "".join(chance.choice(LETTERS) for _ in range(chance.choice((1, 1, 2, 3))))
        for _ in range(chance.choice((1, 1, 2, 3)))
    ]
    text = chance.choice(("", "", "/")) + "/".join(parts) + chance.choice(("", "", "/"))
    return chance.choice(("", "", "", "!", "\\!", "#", "\\#")) + text


@pytest.mark.parametrize("seed", range(12))
def test_it_agrees_with_git_on_random_patterns(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    git(tmp_path, "init", "-q")
    files: dict[str, str | bytes] = {}
    for folder in ("", "a/", "a/b/", "ab/"):
        lines = [random_pattern(chance) for _ in range(chance.choice((0, 1, 3)))]
        files[f"{folder}.gitignore"] = "\n".join(lines) + "\n"
        files |= {f"{folder}{name}/x": "" for name in NAMES if chance.random() < 0.5}
    files = {path: text for path, text in files.items() if "/x/" not in path}
    write(tmp_path, files)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    ).stdout
    shown = set(listed.decode().split("\0")) - {""}

    def read(path: str) -> bytes | None:
        text = files.get(path)
        return text.encode() if isinstance(text, str) else text

    ignore = IgnoreFiles(".gitignore", read)
    assert {path for path in files if not ignore.hidden(path, False)} == shown
