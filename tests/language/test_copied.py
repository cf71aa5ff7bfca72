"""What COPY leaves out, as git and a run say it."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from layer_cache.git_tree import GitTree
from layerfile.copied import LeftOut
from layerfile.files import DiskFiles, MemoryFiles


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("seed", range(12))
def test_it_agrees_with_a_run(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    _git(tmp_path, "init", "-q")
    paths = [f"{folder}{name}" for folder in ("", "a/", "a/b/", "c/") for name in ("a.log", "x", "é.log", "y")]
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    patterns = ["*.log", "/x", "a/b/", "c/", "!a.log", "y", "é.log", "**/b/x"]
    for name in (".gitignore", "a/.gitignore", ".layerignore", "a/.layerignore"):
        (tmp_path / name).write_text("\n".join(chance.sample(patterns, 2 if "git" in name else 1)))
    _git(tmp_path, "add", "--force", "--", *chance.sample(paths, 4))
    left_out, tree = LeftOut(DiskFiles(tmp_path)), GitTree(tmp_path, None, {})
    for path in paths:
        assert (left_out(path, False) is None) == (tree.lookup(path) is not None), path
    for folder in ("a", "a/b", "c"):
        # A folder of which nothing is copied is not there for a run, whatever is said of it.
        if left_out(folder, True) is not None:
            assert tree.lookup(folder) is None, folder


def test_it_says_who_leaves_it_out() -> None:
    files = {".git/HEAD": "", ".gitignore": "a\n", ".layerignore": "b\n", "a": "", "b": "", "c": ""}
    left_out = LeftOut(MemoryFiles(files))
    assert [left_out(path, False) for path in ("a", "b", "c")] == ["git", ".layerignore", None]


@pytest.mark.parametrize(
    "files",
    [
        {".git": "gitdir: /elsewhere"},
        {".git/index": "DIRC\0\0\0\x04"},
        {".git/index": "DIRC\0\0\0\x02", ".git/sharedindex.0a": ""},
    ],
    ids=["worktree", "compressed", "split"],
)
def test_what_git_may_track_is_not_left_out(files: dict[str, str]) -> None:
    assert LeftOut(MemoryFiles({**files, ".gitignore": "a\n", "a": ""}))("a", False) is None


def test_a_submodule_is_its_own_repository() -> None:
    files = {".git/HEAD": "", "lib/.git": "gitdir: ../.git/modules/lib", "lib/.gitignore": "a\n", "lib/a": ""}
    assert LeftOut(MemoryFiles(files))("lib/a", False) is None
