"""What a machine gets of the source tree, and what it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layer_cache.errors import TreeError
from layer_cache.observations import blob_digest
from layer_cache.placed_tree import PlacedTree
from layer_cache.placement import Placement
from layer_cache.tree import open_tree
from layer_runner.run.tree_source import TreeSource


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with a secret that is ignored, beside a file that is not in it."""
    (tmp_path / "outside").write_text("outside")
    root = tmp_path / "tree"
    (root / "src/sub").mkdir(parents=True)
    (root / "src/a").write_text("old")
    (root / "src/sub/empty").write_bytes(b"")
    (root / "src/link").symlink_to("a")
    (root / "src/.env").write_text("secret")
    (root / ".gitignore").write_text(".env\n")
    (root / "unplaced").write_text("not copied")
    return root


@pytest.fixture
def source(root: Path) -> TreeSource:
    """`src` placed at /root/app, its rows already given."""
    source = TreeSource(open_tree(root, None))
    source.rows(_placed(source))
    return source


def _placed(source: TreeSource) -> PlacedTree:
    return PlacedTree([Placement("src", "/root/app", True, 1)], source.tree)


def test_rows_are_the_whole_placed_tree_parents_first(source: TreeSource) -> None:
    digest, empty = blob_digest(b"old"), blob_digest(b"")
    assert source.rows(_placed(source)) == [
        ("/root/app", "d", 0, 0, "", ""),
        ("/root/app/a", "f", 0o644, 3, digest, ""),
        ("/root/app/link", "l", 0, 0, "", "a"),
        ("/root/app/sub", "d", 0, 0, "", ""),
        ("/root/app/sub/empty", "f", 0o644, 0, empty, ""),
    ]


def test_contents_come_with_their_digest(source: TreeSource) -> None:
    digest = blob_digest(b"old")
    assert source.fetch("/root/app/a") == (b"old", digest)
    assert source.fetch("/root/app/sub/empty") == (b"", blob_digest(b""))
    assert source.changed == set()


def test_contents_of_another_digest_are_noted_by_the_sources_name(source: TreeSource, root: Path) -> None:
    (root / "src/a").write_text("new")
    assert source.fetch("/root/app/a") == (b"new", blob_digest(b"new"))
    assert source.changed == {"src/a"}


def test_a_file_that_went_away_is_noted_and_refused(source: TreeSource, root: Path) -> None:
    (root / "src/a").unlink()
    with pytest.raises(OSError, match="src/a"):
        source.fetch("/root/app/a")
    assert source.changed == {"src/a"}


def test_a_file_that_became_a_link_out_of_the_tree_is_not_followed(source: TreeSource, root: Path) -> None:
    (root / "src/a").unlink()
    (root / "src/a").symlink_to(root.parent / "outside")
    with pytest.raises(OSError, match="src/a"):
        source.fetch("/root/app/a")


def test_a_file_that_became_a_pipe_is_refused_without_waiting(source: TreeSource, root: Path) -> None:
    (root / "src/a").unlink()
    os.mkfifo(root / "src/a")
    with pytest.raises(OSError, match="src/a"):
        source.fetch("/root/app/a")


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/root/app/../../../outside",
        "/root/app/../unplaced",
        "/root/app/.env",
        "/root/app/.git/config",
        "/root/app/link",
        "/root/app/link/x",
        "/root/app",
        "/root/app/new",
        "/root/app//a",
        "/root/app/a\0b",
        "/root/app/" + "deep/" * 3000,
        "root/app/a",
        "",
    ],
    ids=lambda path: repr(path[:30]),
)
def test_a_machine_gets_nothing_but_the_files_placed(source: TreeSource, root: Path, path: str) -> None:
    (root / "src/.git").mkdir()
    (root / "src/.git/config").write_text("password")
    (root / "src/new").write_text("made since the run began")
    with pytest.raises(FileNotFoundError, match="not part of the watched tree"):
        source.fetch(path)
    assert source.changed == set()


def test_before_a_tree_is_shown_nothing_is_served(root: Path) -> None:
    with pytest.raises(FileNotFoundError):
        TreeSource(open_tree(root, None)).fetch("/root/app/a")


def test_another_placement_takes_the_place_of_the_first(source: TreeSource) -> None:
    source.rows(PlacedTree([Placement("unplaced", "/srv/file", False, 1)], source.tree))
    assert source.fetch("/srv/file")[0] == b"not copied"
    with pytest.raises(FileNotFoundError):
        source.fetch("/root/app/a")


def test_what_is_noted_is_what_changed_since_the_newest_placement(source: TreeSource, root: Path) -> None:
    (root / "src/a").write_text("new")
    tree = open_tree(root, None)
    source.tree = tree
    source.rows(PlacedTree([Placement("src", "/root/app", True, 1)], tree))
    assert source.fetch("/root/app/a") == (b"new", blob_digest(b"new"))
    assert source.changed == set()


def test_what_is_not_known_is_not_placed(root: Path) -> None:
    tree = open_tree(root, None)
    placed = PlacedTree([Placement("shop/", "/shop", True, 1, "the shop was never fetched")], tree)
    with pytest.raises(TreeError, match="the shop was never fetched"):
        TreeSource(tree).rows(placed)
