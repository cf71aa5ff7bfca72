"""What git ignores, as git itself says it."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pytest

from layerfile.files import DiskFiles, MemoryFiles, OverlayFiles
from layerfile.ignoring import Ignored

LETTERS = ["a", "b", "*", "**", "?", "[ab]", "[!a]", "[a-b]", "\\a", "\\*", " ", "ab", ".", "[[:alpha:]]"]
PLAIN_LETTERS = ["a", "b", "*", "**", "?", "ab", "b.a"]
NAMES = ["a", "b", "ab", "aab", "a.b", ".a", "*", "a ", "b b", "!a", "#a", "c"]


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def _pattern(chance: random.Random, letters: list[str]) -> str:
    parts = [
        "".join(chance.choices(letters, k=chance.choice((1, 1, 2, 3)))) for _ in range(chance.choice((1, 1, 2, 3)))
    ]
    text = chance.choice(("", "", "/")) + "/".join(parts) + chance.choice(("", "", "/"))
    return chance.choice(("", "", "", "!", "\\!", "#", "\\#")) + text


def _tree(chance: random.Random, letters: list[str]) -> dict[str, str]:
    """Ignore files at several levels, and paths for them to say something about."""
    files = {}
    for folder in ("", "a/", "a/b/", "ab/"):
        lines = [_pattern(chance, letters) for _ in range(chance.choice((0, 1, 3)))]
        files[f"{folder}.gitignore"] = "\n".join(lines) + "\n"
        files |= {f"{folder}{name}/x": "" for name in NAMES if chance.random() < 0.5}
    return {path: text for path, text in files.items() if "/x/" not in path}


@pytest.mark.parametrize("letters", [LETTERS, PLAIN_LETTERS], ids=["odd", "plain"])
@pytest.mark.parametrize("seed", range(15))
def test_it_agrees_with_git(tmp_path: Path, seed: int, letters: list[str]) -> None:
    chance = random.Random(seed)
    _git(tmp_path, "init", "-q")
    files = _tree(chance, letters)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    exclude = [_pattern(chance, letters) for _ in range(2)]
    (tmp_path / ".git/info/exclude").write_text("\n".join(exclude))
    shown = set(_git(tmp_path, "ls-files", "-z", "--others", "--exclude-standard").split("\0")) - {""}
    ignored = Ignored(DiskFiles(tmp_path))
    assert {path for path in files if not ignored(path, False)} == shown


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("build/", "build", True),
        ("build/", "a/build/x/y", True),
        ("/build", "a/build", False),
        ("*.log\n!keep.log", "a/keep.log", False),
        ("*.log\n!keep.log", "a/b.log", True),
        ("dir/*\n!dir/keep/", "dir/keep/x", False),
        ("dir/\n!dir/keep/", "dir/keep/x", True),
        ("# a\n\n  \n", "a", False),
        ("\ufeffa\r\nb\r\n", "b", True),
        ("\\!a", "!a", True),
        ("doc/**/x", "doc/x", True),
        ("doc/**/x", "doc/a/b/x", True),
        ("[", "[", False),
    ],
)
def test_rules(rules: str, path: str, expected: bool) -> None:
    assert Ignored(MemoryFiles({".gitignore": rules}))(path, path.endswith("build")) is expected


def test_only_folders() -> None:
    ignored = Ignored(MemoryFiles({".gitignore": "a/"}))
    assert ignored("a", True)
    assert not ignored("a", False)


def test_the_deepest_file_decides_and_exclude_last() -> None:
    files = {".git/info/exclude": "*.a\n*.b\n*.c\n", ".gitignore": "!*.b\n!*.c\n", "x/.gitignore": "*.c\n"}
    ignored = Ignored(MemoryFiles(files))
    assert [ignored(path, False) for path in ("x/1.a", "x/1.b", "x/1.c", "1.c")] == [True, False, True, False]


def test_the_root_and_git_itself_are_ignored_by_no_rule() -> None:
    ignored = Ignored(MemoryFiles({"a": ""}))
    assert not ignored("", True)
    assert not ignored(".git", True)
    assert not ignored(".git/config", False)


def test_a_repository_inside_has_its_own_rules() -> None:
    files = {".gitignore": "*.o\n/hidden\n", "inner/.git/info/exclude": "*.a\n", "hidden/.git/HEAD": ""}
    ignored = Ignored(MemoryFiles(files))
    assert [ignored(path, False) for path in ("x.o", "inner/x.o", "inner/x.a", "x.a", "hidden/x")] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_unsaved_rules_count(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("saved\n")
    ignored = Ignored(OverlayFiles(DiskFiles(tmp_path), {".gitignore": "unsaved\n"}))
    assert ignored("unsaved", False)
    assert not ignored("saved", False)


def test_a_deep_path_is_no_deep_recursion() -> None:
    path = "a/" * 5000
    assert not Ignored(MemoryFiles({".gitignore": "b\n"}))(path + "x", False)
    assert Ignored(MemoryFiles({".gitignore": "x\n"}))(path + "x", False)


def test_a_hostile_pattern_takes_no_long_time() -> None:
    ignored = Ignored(MemoryFiles({".gitignore": "*a" * 30 + "*b\n"}))
    began = time.perf_counter()
    assert not ignored("a" * 200, False)
    assert time.perf_counter() - began < 1
