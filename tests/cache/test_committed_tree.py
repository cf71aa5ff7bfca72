"""What a commit and the index hold: the same that a checkout of them would."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from layer_cache.committed_tree import CommittedTree, open_committed
from layer_cache.errors import TreeError
from layer_cache.tree import SourceTree, open_tree
from layer_cache.tree_files import TreeFiles
from tests.cache.projects import git, repository, walk, write


def everything(tree: SourceTree) -> dict[str, object]:
    """Every path with all that is known of it."""
    return {path: tree.entry(path.rstrip("/")) for path in walk(tree)}


def test_a_commit_keeps_what_it_had(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a": "1\n", "folder/b": "2\n", "folder/deep/c": "3\n"})
    before = everything(open_tree(root, None))
    write(root, {"a": "other", "new": "x"})
    git(root, "rm", "-q", "folder/b")
    tree = open_committed(root, "HEAD")
    assert everything(tree) == before
    assert tree.read("folder/b") == b"2\n"
    assert tree.lookup("new") is None
    assert tree.names("nothing") is None
    with pytest.raises(FileNotFoundError):
        tree.read("folder")


def test_the_index_is_what_is_staged(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a": "1\n", "b": "2\n"})
    write(root, {"a": "staged\n", "new": "x"})
    git(root, "add", "a")
    write(root, {"a": "not staged\n"})
    tree = open_committed(root, None)
    assert tree.read("a") == b"staged\n"
    assert sorted(walk(tree)) == ["a", "b"]


def test_modes_and_links(tmp_path: Path) -> None:
    root = repository(tmp_path, {"program": "#!/bin/sh\n", "plain": ""})
    (root / "program").chmod(0o755)
    (root / "link").symlink_to("plain")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "modes")
    assert everything(open_committed(root, "HEAD")) == everything(open_tree(root, None))


def test_a_folder_of_a_repository(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a": "1", "folder/b": "2", "folder/deep/c": "3"})
    assert everything(open_committed(root / "folder", "HEAD")) == everything(open_tree(root / "folder", None))


def test_layerignore_counts(tmp_path: Path) -> None:
    root = repository(
        tmp_path, {".layerignore": "*.log\n/deep\n", "a.log": "1", "b": "2", "deep/c": "3", "d/deep/e": ""}
    )
    found = everything(open_committed(root, "HEAD"))
    assert found == everything(open_tree(root, None))
    assert sorted(found) == [".layerignore", "b", "d/", "d/deep/", "d/deep/e"]


@pytest.mark.parametrize("attributes", ["* text=auto\n", "*.txt text eol=crlf\n", "*.txt ident\n"])
def test_contents_are_those_of_a_checkout(tmp_path: Path, attributes: str) -> None:
    files: dict[str, str | bytes] = {".gitattributes": attributes, "a.txt": "one\n$Id$\ntwo\n", "folder/b.txt": "x\n"}
    root = repository(tmp_path / "main", files)
    git(root, "checkout", "-q", "--force", "HEAD")
    git(root, "rm", "-q", "--cached", "-r", ".")
    git(root, "reset", "-q", "--hard")
    assert everything(open_committed(root, "HEAD")) == everything(open_tree(root, None))
    tree = open_committed(root / "folder", "HEAD")
    assert tree.read("b.txt") == (root / "folder" / "b.txt").read_bytes()


def test_names_that_git_quotes(tmp_path: Path) -> None:
    odd = os.fsdecode(b'\xff \n\t"\xc3\xa4')
    root = repository(tmp_path, {odd: "1", "folder with blanks/é": "2"})
    assert everything(open_committed(root, "HEAD")) == everything(open_tree(root, None))
    write(root, {".gitattributes": "* text=auto\n"})
    assert open_committed(root, "HEAD").read("folder with blanks/é") == b"2"


def test_a_submodule_is_what_the_commit_says(tmp_path: Path) -> None:
    other = repository(tmp_path / "other", {"x": "1", "y/z": "2"})
    root = repository(tmp_path / "main", {"a": "1"})
    git(root, "submodule", "add", "-q", str(other), "deep/inner")
    git(root, "commit", "-q", "-m", "inner")
    before = everything(open_tree(root, None))
    assert "deep/inner/y/z" in before
    inner = root / "deep" / "inner"
    write(inner, {"x": "other"})
    git(inner, "commit", "-q", "-a", "-m", "more")
    tree = open_committed(root, "HEAD")
    assert everything(tree) == before
    assert tree.read("deep/inner/x") == b"1"
    git(root, "submodule", "deinit", "-q", "--force", "--all")
    assert sorted(walk(open_committed(root, "HEAD"))) == [".gitmodules", "a"]


def test_the_work_tree_of_a_checkout_is_what_its_commit_was(tmp_path: Path) -> None:
    """Random histories: each commit, seen from later ones, is what the work tree was."""
    chance = random.Random(7)
    root = repository(tmp_path, {"start": ""})
    states = []
    for number in range(12):
        for _ in range(3):
            folder = "".join(f"{chance.choice('ab')}/" for _ in range(chance.randrange(3)))
            path = root / f"{folder}{chance.choice('xyz')}.txt"
            if path.exists() and chance.random() < 0.4:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(str(chance.random()))
        git(root, "add", "-A")
        git(root, "commit", "-q", "--allow-empty", "-m", str(number))
        states.append(everything(open_tree(root, None)))
    for back, state in enumerate(reversed(states)):
        assert everything(open_committed(root, f"HEAD~{back}")) == state


@pytest.mark.parametrize("revision", ["nothing", "", "--help", "HEAD:a", "a\0b", "-x"])
def test_what_is_no_commit(tmp_path: Path, revision: str) -> None:
    root = repository(tmp_path, {"a": "1"})
    with pytest.raises(TreeError, match="git knows no commit"):
        open_committed(root, revision)


def test_without_a_repository(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="in no git repository"):
        open_committed(tmp_path, "HEAD")


def test_an_unmerged_index(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a": "1"})
    git(root, "checkout", "-q", "-b", "other")
    write(root, {"a": "2"})
    git(root, "commit", "-q", "-a", "-m", "two")
    git(root, "checkout", "-q", "-")
    write(root, {"a": "3"})
    git(root, "commit", "-q", "-a", "-m", "three")
    with pytest.raises(Exception, match="git"):
        git(root, "merge", "-q", "other")
    with pytest.raises(TreeError, match="not merged"):
        CommittedTree(root, None).lookup("a")


def test_layerfiles_are_read_from_it(tmp_path: Path) -> None:
    root = repository(tmp_path, {"Layerfile": "FROM vm/debian:12\n", "sub/Layerfile": "FROM /\n"})
    write(root, {"Layerfile": "other"})
    files = TreeFiles(open_committed(root, "HEAD"))
    assert files.read("Layerfile") == "FROM vm/debian:12\n"
    assert files.read("sub") is None
    assert files.kind("sub") == "dir"
    assert files.names("") == ("Layerfile", "sub")
    assert files.entries("sub") == (("Layerfile", "file"),)
