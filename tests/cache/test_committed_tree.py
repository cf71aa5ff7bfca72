"""What a commit and the index hold: the same that a checkout of them would."""

from __future__ import annotations

import gc
import os
import random
import weakref
from pathlib import Path

import pytest

from layer_cache.committed_tree import CommittedTree, open_committed
from layer_cache.errors import TreeError
from layer_cache.tree import SourceTree, open_tree
from layer_cache.tree_files import TreeFiles
from layerfile.discovery import layerfiles
from layerfile.files import DiskFiles
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
    assert sorted(walk(open_committed(root, "HEAD"))) == [".gitmodules", "a", "deep/", "deep/inner/"]


def test_a_submodule_that_was_never_fetched_is_an_empty_folder(tmp_path: Path) -> None:
    other = repository(tmp_path / "other", {"x": "1"})
    root = repository(tmp_path / "main", {"a": "1"})
    git(root, "submodule", "add", "-q", str(other), "deep/inner")
    git(root, "commit", "-q", "-m", "inner")
    git(root, "worktree", "add", "-q", "--detach", str(tmp_path / "checkout"), "HEAD")
    found = everything(open_committed(tmp_path / "checkout", "HEAD"))
    assert found == everything(open_tree(tmp_path / "checkout", None))


@pytest.mark.parametrize("folder", ["", "sub"])
def test_attributes_are_those_of_the_commit(tmp_path: Path, folder: str) -> None:
    """A checkout takes them from what it checks out, whatever the work tree has by now."""
    texts = {f"{where}{name}": "one\n" for where in ("", "sub/") for name in ("a.txt", "b.md")}
    root = repository(tmp_path / "main", {".gitattributes": "*.txt eol=crlf\n", **texts})
    for number, (name, attributes) in enumerate(
        [(".gitattributes", "\n"), ("sub/.gitattributes", "*.md text eol=crlf\n"), (".gitattributes", "* ident\n")]
    ):
        checkout = tmp_path / str(number)
        git(root, "worktree", "add", "-q", "--detach", str(checkout), "HEAD")
        git(checkout, "reset", "-q", "--hard")
        write(root, {name: attributes})
        assert everything(open_committed(root / folder, "HEAD")) == everything(open_tree(checkout / folder, None))
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", str(number))
        found = everything(open_committed(root / folder, "HEAD~1"))
        assert found == everything(open_tree(checkout / folder, None))


def test_a_filter_that_says_much_is_not_waited_for(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.x": "1", "b.x": "2", ".gitattributes": "*.x filter=loud\n"})
    git(root, "config", "filter.loud.smudge", "head -c 200000 /dev/zero >&2; cat")
    tree = open_committed(root, "HEAD")
    assert [tree.read("a.x"), tree.read("b.x")] == [b"1", b"2"]


def test_a_filter_that_fails_is_told(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.x": "1\n2\n", ".gitattributes": "*.x filter=bad\n"})
    git(root, "config", "filter.bad.smudge", "false")
    git(root, "config", "filter.bad.required", "true")
    with pytest.raises(TreeError, match=r"content of a\.x: .*--filters"):
        open_committed(root, "HEAD").read("a.x")


def test_git_ends_with_the_tree(tmp_path: Path) -> None:
    """Also where the garbage collector has not been there: an editor asks often."""
    root = repository(tmp_path, {"a.txt": "1", ".gitattributes": "* text=auto\n"})
    tree = open_committed(root, "HEAD")
    assert tree.read("a.txt") == b"1"
    gone = weakref.ref(tree)
    gc.disable()
    try:
        del tree
        assert gone() is None
    finally:
        gc.enable()


def test_what_is_only_meant_to_be_added_is_not_staged(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a": "1", "empty": ""})
    write(root, {"meant": "2"})
    git(root, "add", "-N", "meant")
    assert sorted(walk(open_committed(root, None))) == ["a", "empty"]


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


def test_layerfiles_are_read_as_on_the_disk(tmp_path: Path) -> None:
    """What `.layerignore` keeps from steps is read, and links are followed."""
    root = repository(
        tmp_path / "root", {".layerignore": "Layerfile\nbase/\n", "Layerfile": "FROM base\n", "base/Layerfile": "x\n"}
    )
    (root / "folder").symlink_to("base")
    (root / "base" / "again").symlink_to("../folder/Layerfile")
    (root / "out").symlink_to("../elsewhere")
    (root / "absolute").symlink_to("/etc/passwd")
    (root / "round").symlink_to("round")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "links")
    (tmp_path / "elsewhere").write_text("no")
    files, disk = TreeFiles(open_committed(root, "HEAD")), DiskFiles(root)
    for path in (
        "Layerfile",
        "base/Layerfile",
        "folder",
        "folder/Layerfile",
        "base/again",
        "round",
        "round/x",
        "folder/no",
    ):
        assert (path, files.kind(path), files.read(path)) == (path, disk.kind(path), disk.read(path))
    assert files.entries("folder") == disk.entries("folder")
    assert layerfiles(files) == layerfiles(disk)
    assert [files.read("out"), files.kind("out"), files.read("absolute")] == [None, None, None]
