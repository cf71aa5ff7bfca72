"""The source tree of a git repository: which files it has, and that what it says of them is
true.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from layer_cache.errors import TreeError
from layer_cache.git_tree import GitTree
from layer_cache.observations import blob_digest, decode
from layer_cache.tree import DIRECTORY, SourceTree, open_tree
from tests.privileges import modes_count

from .projects import git, repository, walk, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a few files."""
    return repository(tmp_path / "repository", {"a": "1", "sub/b": "2", ".gitignore": "*.log\n"})


def paths(root: Path) -> list[str]:
    """Every path of the tree at `root`."""
    return list(walk(open_tree(root, None)))


def assert_true(tree: SourceTree) -> None:
    """Every file's digest, size and bytes are those on the disk."""
    for path in walk(tree):
        content = tree.root / path
        if path.endswith("/") or content.is_symlink():
            continue
        entry = tree.entry(path)
        assert entry is not None
        assert (entry.digest, entry.size) == (
            blob_digest(content.read_bytes()),
            content.stat().st_size,
        )
        assert tree.read(path) == content.read_bytes()


def test_it_has_tracked_and_untracked_files_but_no_ignored_ones(root: Path) -> None:
    write(root, {"new": "3", "x.log": "4", "deep/er/new": "5"})
    assert paths(root) == [
        ".gitignore",
        "a",
        "deep/",
        "deep/er/",
        "deep/er/new",
        "new",
        "sub/",
        "sub/b",
    ]
    tree = open_tree(root, None)
    assert isinstance(tree, GitTree)
    assert tree.entry("x.log") is None
    assert tree.entry("") == DIRECTORY


def test_a_tracked_file_counts_even_if_it_is_ignored(root: Path) -> None:
    write(root, {"kept.log": "4"})
    git(root, "add", "-f", "kept.log")
    assert "kept.log" in paths(root)


def test_deleted_files_and_the_folders_that_held_only_them_are_gone(root: Path) -> None:
    (root / "sub/b").unlink()
    assert paths(root) == [".gitignore", "a"]
    (root / "sub").rmdir()
    assert paths(root) == [".gitignore", "a"]


def test_a_folder_and_a_file_take_each_others_place(root: Path) -> None:
    (root / "sub/b").unlink()
    (root / "sub").rmdir()
    write(root, {"sub": "now a file"})
    (root / "a").unlink()
    write(root, {"a/now": "a folder"})
    assert paths(root) == [".gitignore", "a/", "a/now", "sub"]
    assert_true(open_tree(root, None))


def test_an_ignored_thing_in_the_place_of_a_tracked_one_is_not_there(root: Path) -> None:
    (root / "a").unlink()
    write(root, {"a/x.log": "ignored", ".git/info/exclude": "sub\n"})
    (root / "sub/b").unlink()
    (root / "sub").rmdir()
    write(root, {"sub": "ignored"})
    assert paths(root) == [".gitignore"]


def test_nothing_is_found_behind_a_symbolic_link(root: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside/b": "secret"})
    (root / "sub/b").unlink()
    (root / "sub").rmdir()
    (root / "sub").symlink_to(tmp_path / "outside")
    (root / "up").symlink_to("..")
    tree = open_tree(root, None)
    assert paths(root) == [".gitignore", "a", "sub", "up"]
    entry = tree.entry("sub")
    assert entry is not None
    assert (entry.kind, entry.target) == ("link", str(tmp_path / "outside"))
    for path in ("sub/b", "up/outside/b", "../outside/b", "sub/../a"):
        assert tree.entry(path) is None
        with pytest.raises(FileNotFoundError):
            tree.read(path)


def test_a_mode_counts_even_where_git_was_told_that_it_does_not(root: Path) -> None:
    git(root, "config", "core.fileMode", "false")
    (root / "a").chmod(0o744)
    entry = open_tree(root, None).entry("a")
    assert entry is not None
    assert entry.mode == 0o755
    (root / "a").chmod(0o655)
    entry = open_tree(root, None).entry("a")
    assert entry is not None
    assert entry.mode == 0o644


def test_names_may_have_any_bytes(root: Path) -> None:
    for name in (b"new\nline", b"\xff\xfe", b'quo"te\\', b" tab\there", b"-dash"):
        with open(os.path.join(os.fsencode(root), name), "wb") as file:
            file.write(name)
    git(root, "add", "--", ".")
    with open(os.path.join(os.fsencode(root), b"un\xfftracked\n"), "wb") as file:
        file.write(b"x")
    tree = open_tree(root, None)
    names = tree.names("")
    assert names is not None
    assert {"new\nline", decode(b"\xff\xfe"), decode(b"un\xfftracked\n"), " tab\there"} < set(names)
    assert tree.read(decode(b"\xff\xfe")) == b"\xff\xfe"
    assert_true(tree)


def test_a_repository_without_a_commit_or_an_index(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert paths(tmp_path) == []
    write(tmp_path, {"a": "1"})
    assert paths(tmp_path) == ["a"]
    git(tmp_path, "add", "-N", "a")
    assert paths(tmp_path) == ["a"]
    assert_true(open_tree(tmp_path, None))


def test_a_tree_below_the_repositorys_root(root: Path) -> None:
    write(root, {"sub/x.log": "ignored above", "sub/c": "3"})
    assert paths(root / "sub") == ["b", "c"]
    assert_true(open_tree(root / "sub", None))


def test_the_callers_environment_does_not_lead_astray(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repository(tmp_path / "other", {"z": "1"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "garbage")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert paths(root) == [".gitignore", "a", "sub/", "sub/b"]


def test_nothing_in_the_repository_is_written(root: Path) -> None:
    write(root, {"a": "changed"})
    os.utime(root / "sub/b", (1, 1))
    before = {path: path.stat().st_mtime_ns for path in (root / ".git").rglob("*") if path.is_file()}
    tree = open_tree(root, None)
    assert_true(tree)
    after = {path: path.stat().st_mtime_ns for path in (root / ".git").rglob("*") if path.is_file()}
    assert before == after


def test_submodules_and_repositories_inside_come_with_their_files_only(root: Path, tmp_path: Path) -> None:
    library = repository(tmp_path / "library", {"l": "1", ".gitignore": "*.tmp\n", "x/y": "2"})
    git(root, "submodule", "--quiet", "add", str(library), "module")
    repository(root / "inner", {"i": "1"})
    git(root / "inner", "checkout", "-q", "-b", "other")
    write(root, {"module/new": "n", "module/z.tmp": "t", "inner/n": "2"})
    listed = paths(root)
    assert [p for p in listed if p.startswith("module")] == [
        *("module/", "module/.gitignore", "module/l", "module/new", "module/x/", "module/x/y")
    ]
    assert [p for p in listed if p.startswith("inner")] == ["inner/", "inner/i", "inner/n"]
    assert_true(open_tree(root, None))
    # A submodule that lost its own repository is still walked.
    (root / "module/.git").unlink()
    assert "module/l" in paths(root)
    assert "module/z.tmp" not in paths(root)


def test_a_submodule_that_was_never_checked_out_is_not_there(root: Path, tmp_path: Path) -> None:
    library = repository(tmp_path / "library", {"l": "1"})
    git(root, "submodule", "--quiet", "add", str(library), "module")
    git(root, "commit", "-q", "-m", "module")
    git(tmp_path, "clone", "-q", str(root), "clone")
    tree = open_tree(tmp_path / "clone", None)
    assert "module/l" not in list(walk(tree))
    assert_true(tree)


def test_git_itself_is_there_for_those_who_name_it(root: Path) -> None:
    tree = open_tree(root, None)
    assert ".git" not in (tree.names("") or {})
    assert tree.entry(".git") == DIRECTORY
    assert tree.read(".git/HEAD").startswith(b"ref:")
    assert "objects" in (tree.names(".git") or {})


def test_layerignore_hides_what_git_tracks(root: Path) -> None:
    write(root, {".layerignore": "/a\n", "sub/.layerignore": "*\n!c\n", "sub/c": "3"})
    assert paths(root) == [".gitignore", ".layerignore", "sub/", "sub/c"]


def test_layerignore_reaches_into_repositories_inside(root: Path) -> None:
    repository(root / "inner", {"i": "1", "secret": "2"})
    write(root, {".layerignore": "secret\n"})
    assert [p for p in paths(root) if p.startswith("inner")] == ["inner/", "inner/i"]


def test_a_file_that_becomes_ignored_is_absent(root: Path) -> None:
    write(root, {"new": "1"})
    assert open_tree(root, None).entry("new") is not None
    write(root, {".gitignore": "new\n"})
    assert open_tree(root, None).entry("new") is None


def test_pipes_and_sockets_are_not_there(root: Path) -> None:
    (root / "a").unlink()
    os.mkfifo(root / "a")
    assert "a" not in paths(root)
    with pytest.raises(FileNotFoundError):
        open_tree(root, None).read("a")


def test_unsaved_text_stands_for_files_that_may_not_exist_yet(root: Path) -> None:
    tree = open_tree(root, None, {"a": b"unsaved", "n/ew": b"new", "x.log": b"ignored"})
    entry = tree.entry("a")
    assert entry is not None
    assert (entry.size, entry.digest) == (7, blob_digest(b"unsaved"))
    assert tree.read("a") == b"unsaved"
    assert tree.names("n") == {"ew": "file"}
    assert (tree.names("") or {}).keys() == {".gitignore", "a", "n", "sub"}


def test_an_unreadable_file_is_an_error_that_names_it(root: Path) -> None:
    (root / "a").chmod(0)
    with modes_count(), pytest.raises(TreeError, match="cannot read a"):
        open_tree(root, None).entry("a")


def test_gits_own_words_are_told_when_it_refuses(root: Path) -> None:
    (root / ".git/index").write_bytes(b"garbage that is long enough to be an index")
    with pytest.raises(TreeError, match="index"):
        open_tree(root, None).names("")


def test_without_git_a_repository_is_refused_in_words(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(TreeError, match="Install git"):
        open_tree(root, None).names("")


def test_few_processes_are_started(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    start = subprocess.Popen.__init__

    def count(self: object, command: list[str], *rest: object, **options: object) -> None:
        started.append(command)
        start(self, command, *rest, **options)  # type: ignore[arg-type,misc]

    monkeypatch.setattr(subprocess.Popen, "__init__", count)
    tree = open_tree(root, None)
    assert started == []
    assert_true(tree)
    assert len(started) == 2


def test_two_checkouts_of_the_same_content_are_the_same(root: Path, tmp_path: Path) -> None:
    (root / "link").symlink_to("a")
    (root / "a").chmod(0o755)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "more")
    os.umask(0o077)
    try:
        git(tmp_path, "clone", "-q", str(root), "clone")
    finally:
        os.umask(0o022)
    one, other = open_tree(root, None), open_tree(tmp_path / "clone", None)
    assert {p: one.entry(p.rstrip("/")) for p in walk(one)} == {p: other.entry(p.rstrip("/")) for p in walk(other)}
