"""The source tree of a folder that is in no repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layer_cache.errors import TreeError
from layer_cache.folder_tree import FolderTree
from layer_cache.observations import blob_digest
from layer_cache.tree import open_tree

from .projects import git, repository, walk, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that is no repository."""
    write(tmp_path / "folder", {"a": "1", "sub/b": "2"})
    return tmp_path / "folder"


def paths(root: Path) -> list[str]:
    """Every path of the tree at `root`."""
    tree = open_tree(root, None)
    assert isinstance(tree, FolderTree)
    return list(walk(tree))


def test_it_has_all_files_and_empty_folders(root: Path) -> None:
    (root / "empty").mkdir()
    assert paths(root) == ["a", "empty/", "sub/", "sub/b"]


def test_both_ignore_files_hide(root: Path) -> None:
    write(root, {".gitignore": "*.log\n", ".layerignore": "sub/\n", "x.log": "1", "y": "2"})
    assert paths(root) == [".gitignore", ".layerignore", "a", "y"]
    tree = open_tree(root, None)
    assert tree.entry("sub/b") is None
    assert tree.names("sub") is None


def test_a_nested_ignore_file_decides_before_those_above(root: Path) -> None:
    write(root, {".gitignore": "*.log\n/x\n", "sub/.gitignore": "!keep.log\nb\n"})
    write(root, {"sub/keep.log": "1", "sub/other.log": "1", "x": "1", "sub/x": "1"})
    assert paths(root) == [".gitignore", "a", "sub/", "sub/.gitignore", "sub/keep.log", "sub/x"]


def test_a_layerignore_cannot_show_what_gitignore_hides(root: Path) -> None:
    write(root, {".gitignore": "*.log\n", ".layerignore": "!x.log\n", "x.log": "1"})
    assert "x.log" not in paths(root)


def test_it_hides_what_git_would(root: Path, tmp_path: Path) -> None:
    """The same files in a repository and in a folder look the same."""
    files: dict[str, str | bytes] = {
        ".gitignore": "# c\n\n*.o\n!keep.o\n/top\nbuild/\ndoc/*.txt\n**/deep\nfoo/**\n\\#x\ntrail \n*\\ \nq?[ab]\r\n",
        "a.o": "",
        "keep.o": "",
        "top": "",
        "n/top": "",
        "build/x": "",
        "n/build/keep.o": "",
        "doc/a.txt": "",
        "doc/n/a.txt": "",
        "x/y/deep/z": "",
        "foo/bar/baz": "",
        "#x": "",
        "trail": "",
        "sp ": "",
        "qza": "",
        "qzc": "",
        "n/.gitignore": "*\n!*/\n!*.py\n",
        "n/z/a.py": "",
        "n/z/a.txt": "",
        "only/.gitignore": "/*\n!/src\n",
        "only/a": "",
        "only/src/b": "",
    }
    write(tmp_path / "plain", files)
    repository(tmp_path / "git", {})
    write(tmp_path / "git", files)
    in_git = list(walk(open_tree(tmp_path / "git", None)))
    # Git has no folders without files.
    plain = [path for path in paths(tmp_path / "plain") if not path.endswith("/")]
    assert plain == [path for path in in_git if not path.endswith("/")]


def test_a_line_that_is_no_pattern_counts_for_nothing(root: Path) -> None:
    write(root, {".gitignore": b"\xef\xbb\xbfa\n!\n/\n[\n[z-a]\n\\\nx\\\n[[:no:]]\nsub/b\n"})
    assert paths(root) == [".gitignore", "sub/"]


def test_an_ignore_file_that_is_a_link_or_a_folder_is_none(root: Path) -> None:
    write(root, {"patterns": "a\n"})
    (root / ".gitignore").symlink_to("patterns")
    (root / "sub/.gitignore").mkdir()
    assert "a" in paths(root)


def test_repositories_inside_come_without_their_git(root: Path) -> None:
    repository(root / "sub/inner", {"i": "1"})
    assert paths(root) == ["a", "sub/", "sub/b", "sub/inner/", "sub/inner/i"]
    tree = open_tree(root, None)
    assert tree.lookup("sub/inner/.git") is not None


def test_links_are_links_wherever_they_lead(root: Path) -> None:
    (root / "up").symlink_to("../..")
    (root / "absolute").symlink_to("/etc")
    (root / "dangling").symlink_to("nowhere")
    (root / "loop").symlink_to("loop")
    tree = open_tree(root, None)
    for name, target in (("up", "../.."), ("absolute", "/etc"), ("dangling", "nowhere")):
        entry = tree.entry(name)
        assert entry is not None
        assert (entry.kind, entry.target) == ("link", target)
    for path in (
        "absolute/passwd",
        "up/folder/a",
        "loop/x",
        "../folder/a",
        "sub/../a",
        "./a",
        "a/",
    ):
        assert tree.lookup(path) is None
        with pytest.raises(FileNotFoundError):
            tree.read(path)


def test_a_name_too_long_for_the_disk_is_absent(root: Path) -> None:
    assert open_tree(root, None).lookup("sub/" + "x" * 300) is None


def test_a_tree_keeps_what_it_saw(root: Path) -> None:
    tree = open_tree(root, None)
    entry = tree.entry("a")
    write(root, {"a": "other"})
    assert tree.entry("a") == entry
    # Contents are those of now: whoever sends them compares the digest.
    assert tree.read("a") == b"other"


def test_unsaved_text_makes_files_and_folders(root: Path) -> None:
    tree = open_tree(root, None, {"new/er": b"x", "a": b"unsaved"})
    assert tree.names("new") == {"er": "file"}
    assert set(tree.names("") or {}) == {"a", "sub", "new"}
    entry = tree.entry("a")
    assert entry is not None
    assert entry.digest == blob_digest(b"unsaved")


def test_special_files_are_not_there(root: Path) -> None:
    os.mkfifo(root / "pipe")
    assert "pipe" not in paths(root)


def test_what_is_no_folder_is_an_error(root: Path) -> None:
    with pytest.raises(TreeError, match="is not a folder"):
        open_tree(root / "a", None)


def test_a_folder_becomes_a_repository(root: Path) -> None:
    git(root, "init", "-q")
    assert not isinstance(open_tree(root, None), FolderTree)
