"""Git's index is believed only where it proves the bytes on the disk."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from layer_cache import git_index, git_tree
from layer_cache.git_index import blobs_of_clean_files
from layer_cache.observations import blob_digest
from layer_cache.tree import open_tree

from .projects import git, repository, write

FILES: dict[str, str | bytes] = {"a": "one\ntwo\n", "b": "b\n", "sub/c": "c\n"}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clean repository whose index is much younger than its files; asked from the first file
    on.
    """
    monkeypatch.setattr(git_tree, "FEW_FILES", 0)
    root = repository(tmp_path / "repository", FILES)
    age(root)
    return root


def age(root: Path) -> None:
    """Let the index look as if it was written long after the files."""
    later = time.time() + 60
    os.utime(root / ".git/index", (later, later))


def known(root: Path) -> set[str]:
    """The files whose blob is certain."""
    return set(blobs_of_clean_files(root, ["", "sub"]))


def assert_true(root: Path, *paths: str) -> None:
    """The tree's digests are those of the bytes on the disk."""
    tree = open_tree(root, None)
    for path in paths or FILES:
        entry = tree.entry(path)
        assert entry is not None
        assert entry.digest == blob_digest((root / path).read_bytes())


def test_clean_files_are_known_without_reading_them(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert known(root) == set(FILES)
    assert_true(root)
    tree = open_tree(root, None)
    monkeypatch.setattr(tree, "open", None)
    assert all(tree.entry(path) for path in FILES)


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_all_versions_of_the_index_are_read(root: Path, version: str) -> None:
    write(root, {f"sub/long/{'n' * length}": str(length) for length in range(1, 20)})
    git(root, "add", "-A")
    git(root, "update-index", "--index-version", version)
    age(root)
    assert len(known(root)) == len(FILES) + 19
    assert_true(root)


def test_a_tree_below_the_root_has_its_own_names(root: Path) -> None:
    assert set(blobs_of_clean_files(root / "sub", [""])) == {"c"}
    assert_true(root / "sub", "c")


def test_an_edit_of_the_same_length_with_its_time_set_back_is_seen(root: Path) -> None:
    status = (root / "a").stat()
    write(root, {"a": "TWO\none\n"})
    os.utime(root / "a", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert "a" not in known(root)
    assert_true(root)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_files_that_git_was_told_not_to_look_at_are_read(root: Path, flag: str) -> None:
    git(root, "update-index", flag, "a")
    age(root)
    assert known(root) == {"b", "sub/c"}
    write(root, {"a": "changed\n"})
    assert_true(root)


def test_an_intended_file_is_read(root: Path) -> None:
    write(root, {"new": "new\n"})
    git(root, "add", "-N", "new")
    age(root)
    assert "new" not in known(root)
    assert_true(root, "new")


def test_an_unmerged_file_is_read(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "other")
    write(root, {"a": "theirs\n"})
    git(root, "commit", "-qam", "theirs")
    git(root, "checkout", "-q", "-")
    write(root, {"a": "ours\n"})
    git(root, "commit", "-qam", "ours")
    with pytest.raises(Exception, match="merge"):
        git(root, "merge", "-q", "other")
    age(root)
    assert "a" not in known(root)
    assert_true(root)


def test_files_younger_than_the_index_by_less_than_a_tick_are_read(root: Path) -> None:
    changed = (root / "a").stat().st_mtime_ns
    os.utime(root / ".git/index", ns=(changed, changed))
    assert known(root) == set()
    os.utime(root / ".git/index", ns=(changed + git_index._TICK // 2, changed + git_index._TICK // 2))
    assert known(root) == set()
    assert_true(root)


@pytest.mark.parametrize(
    "attributes",
    [
        "* text=auto",
        "*.x text",
        "* eol=crlf",
        "* ident",
        "* filter=lfs",
        "a working-tree-encoding=UTF-16",
        "* crlf",
    ],
)
@pytest.mark.parametrize("place", [".gitattributes", "sub/.gitattributes", ".git/info/attributes"])
def test_attributes_that_convert_turn_it_off(root: Path, attributes: str, place: str) -> None:
    write(root, {place: attributes + "\n"})
    assert known(root) == set()
    assert_true(root)


@pytest.mark.parametrize("attributes", ["*.png binary", "* -text", "* diff=python linguist-vendored"])
def test_attributes_that_do_not_convert_do_not(root: Path, attributes: str) -> None:
    write(root, {".gitattributes": attributes + "\n"})
    assert known(root) == set(FILES)


def test_attributes_of_the_person_count(root: Path) -> None:
    write(Path(os.environ["XDG_CONFIG_HOME"]), {"git/attributes": "* text\n"})
    assert known(root) == set()
    os.unlink(Path(os.environ["XDG_CONFIG_HOME"]) / "git/attributes")
    write(root, {"mine": "* text\n"})
    assert known(root) == set(FILES)
    git(root, "config", "core.attributesFile", str(root / "mine"))
    assert known(root) == set()


def test_attributes_that_only_the_index_still_has_count(root: Path) -> None:
    write(root, {".gitattributes": "* -text\n"})
    git(root, "add", ".gitattributes")
    (root / ".gitattributes").unlink()
    age(root)
    assert known(root) == set()


@pytest.mark.parametrize("value", ["true", "input"])
def test_line_end_conversion_turns_it_off(root: Path, value: str) -> None:
    git(root, "config", "core.autocrlf", value)
    assert known(root) == set()
    git(root, "config", "core.autocrlf", "false")
    assert known(root) == set(FILES)


def test_a_conversion_of_yesterday_is_found_out_by_the_length(root: Path) -> None:
    """Converted when it was added, with a setting that left no trace."""
    write(root, {"a": "one\r\ntwo\r\n"})
    git(root, "-c", "core.autocrlf=input", "add", "a")
    age(root)
    assert git(root, "status", "--porcelain") == ""
    assert known(root) == {"b", "sub/c"}
    assert_true(root)


def test_sparse_and_split_indexes_are_no_danger(root: Path) -> None:
    git(root, "update-index", "--split-index")
    write(root, {"b": "B\n"})
    git(root, "add", "b")
    age(root)
    assert known(root) == set()
    assert_true(root)
    git(root, "update-index", "--no-split-index")
    git(root, "sparse-checkout", "init", "--cone", "--sparse-index")
    age(root)
    tree = open_tree(root, None)
    assert set(tree.names("") or {}) == {"a", "b"}
    assert_true(root, "a", "b")


def test_a_repository_of_the_other_object_format_is_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256")
    write(tmp_path, FILES)
    git(tmp_path, "add", "-A")
    age(tmp_path)
    assert known(tmp_path) == set()
    assert_true(tmp_path)


def test_a_worktree_has_its_own_index(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", str(tmp_path / "other"))
    later = time.time() + 60
    os.utime(root / ".git/worktrees/other/index", (later, later))
    assert known(tmp_path / "other") == set(FILES)
    assert_true(tmp_path / "other")


@pytest.mark.parametrize("length", [0, 5, 12, 40, 100, 200])
def test_a_damaged_index_is_not_believed(root: Path, length: int) -> None:
    content = (root / ".git/index").read_bytes()
    assert git_index.parse(content[:length]) == []
    assert git_index.parse(b"X" + content[1:]) == []


def test_a_blob_that_is_not_there_is_not_fetched(root: Path) -> None:
    blob = git(root, "rev-parse", ":a").strip()
    os.unlink(root / ".git/objects" / blob[:2] / blob[2:])
    git(root, "config", "remote.origin.url", "https://nowhere.invalid/x")
    git(root, "config", "remote.origin.promisor", "true")
    assert "a" not in known(root)
    assert_true(root)
