"""From what a person typed to the Layerfile that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerfile import LayerfileError, find, tree_root


def test_a_folder_means_its_layerfile_and_a_file_itself(tmp_path: Path) -> None:
    (tmp_path / "Layerfile").touch()
    (tmp_path / "web.Layerfile").touch()
    assert find(tmp_path) == tmp_path / "Layerfile"
    assert find(tmp_path / "web.Layerfile") == tmp_path / "web.Layerfile"


def test_a_relative_path_starts_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Layerfile").touch()
    monkeypatch.chdir(tmp_path)
    assert find(Path()) == tmp_path / "Layerfile"


def test_no_layerfile_is_told_with_a_name_that_is_near(tmp_path: Path) -> None:
    with pytest.raises(LayerfileError, match="no Layerfile in"):
        find(tmp_path)
    (tmp_path / "layerfile").touch()
    with pytest.raises(LayerfileError, match="rename layerfile to Layerfile"):
        find(tmp_path)
    with pytest.raises(LayerfileError, match="does not exist"):
        find(tmp_path / "nothing")


def test_the_tree_is_the_repository_or_else_the_folder(tmp_path: Path) -> None:
    layerfile = tmp_path / "a/b/Layerfile"
    layerfile.parent.mkdir(parents=True)
    layerfile.touch()
    assert tree_root(layerfile) == tmp_path / "a/b"
    # A worktree's or submodule's .git is a file.
    (tmp_path / "a/.git").touch()
    assert tree_root(layerfile) == tmp_path / "a"
    assert tree_root(tmp_path / "a") == tmp_path / "a"


def test_a_way_up_and_down_leads_out_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "Layerfile").write_text("")
    monkeypatch.chdir(tmp_path / "repository")
    file = find(Path("../other"))
    assert file == tmp_path / "other" / "Layerfile"
    assert tree_root(Path("../other")) == tmp_path / "other"
