"""Which files of a tree are Layerfiles."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from layerfile.discovery import is_layerfile, layerfiles
from layerfile.files import DiskFiles, MemoryFiles, OverlayFiles


@pytest.mark.parametrize(
    "name",
    [
        "Layerfile",
        "Layerfile.web",
        "Layerfile.",
        "Layerfile.json",
        "web.Layerfile",
        "layerfile",
        "LayerFile",
        "LAYERFILE",
        "layerfile.web",
        "web.layerfile",
        "Layerfile2",
        "layerfile-old",
        "Layerfile_ci",
    ],
)
def test_a_layerfiles_name(name: str) -> None:
    assert is_layerfile(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Layerfiles",
        "Layerfil",
        "myLayerfile",
        "Dockerfile",
        "layerfile.lua",
        "layerfile.tmLanguage.json",
        "layerfile-mode.el",
        "from_missing_layerfile.py",
        "web.Layerfile.txt",
        "Layerfile~",
    ],
)
def test_another_files_name(name: str) -> None:
    assert not is_layerfile(name)


def _write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


def test_they_are_found_in_all_folders_and_sorted() -> None:
    paths = ["web/Layerfile", "Layerfile", "a/b/c/x.Layerfile", "a/Layerfile.ci", "a/readme", ".github/layerfile"]
    assert layerfiles(MemoryFiles(dict.fromkeys(paths, ""))) == (
        ".github/layerfile",
        "Layerfile",
        "a/Layerfile.ci",
        "a/b/c/x.Layerfile",
        "web/Layerfile",
    )


def test_a_folder_named_layerfile_is_a_folder() -> None:
    assert layerfiles(MemoryFiles({"Layerfile/Layerfile": ""})) == ("Layerfile/Layerfile",)


def test_an_empty_tree_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert layerfiles(DiskFiles(tmp_path)) == ()
    assert layerfiles(DiskFiles(tmp_path), "nothing") == ()


def test_what_git_ignores_is_left_out() -> None:
    files = {
        ".gitignore": "node_modules/\n/build\n*.Layerfile\n!keep.Layerfile\n",
        "a/.gitignore": "Layerfile.local\n!build\n",
        ".git/info/exclude": "/mine\n",
    }
    paths = (
        "node_modules/x/Layerfile",
        "a/node_modules/Layerfile",
        "build/Layerfile",
        "a/build/Layerfile",
        "x.Layerfile",
        "keep.Layerfile",
        "a/Layerfile.local",
        "Layerfile.local",
        "mine/Layerfile",
    )
    found = layerfiles(MemoryFiles(files | dict.fromkeys(paths, "")))
    assert found == ("Layerfile.local", "a/build/Layerfile", "keep.Layerfile")


def test_only_what_git_ignores_is_left_out() -> None:
    assert layerfiles(MemoryFiles({"node_modules/x/Layerfile": ""})) == ("node_modules/x/Layerfile",)


def test_git_folders_are_left_out_those_of_repositories_inside_too() -> None:
    files = dict.fromkeys((".git/Layerfile", "inner/.git/modules/Layerfile", "inner/Layerfile"), "")
    assert layerfiles(MemoryFiles(files)) == ("inner/Layerfile",)


def test_a_folder_can_be_named_even_if_it_is_ignored() -> None:
    files = MemoryFiles({".gitignore": "build\nskip\n"} | dict.fromkeys(("build/Layerfile", "a/x/Layerfile"), ""))
    assert layerfiles(files, "a") == ("a/x/Layerfile",)
    assert layerfiles(files, "build") == ("build/Layerfile",)


def test_rules_above_the_named_folder_count() -> None:
    files = MemoryFiles({".gitignore": "skip\n"} | dict.fromkeys(("a/skip/Layerfile", "a/Layerfile"), ""))
    assert layerfiles(files, "a") == ("a/Layerfile",)


def test_links_to_folders_are_not_followed_but_links_to_files_are(tmp_path: Path) -> None:
    _write(tmp_path, "a/Layerfile")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "a/ring").symlink_to("..")
    (tmp_path / "x.Layerfile").symlink_to("a/Layerfile")
    (tmp_path / "y.Layerfile").symlink_to("nothing")
    (tmp_path / "z.Layerfile").symlink_to("a")
    assert layerfiles(DiskFiles(tmp_path)) == ("a/Layerfile", "x.Layerfile")


def test_what_is_no_file_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Layerfile")
    assert layerfiles(DiskFiles(tmp_path)) == ()


def test_a_folder_that_cannot_be_read_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "shut/Layerfile", "Layerfile")
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert layerfiles(DiskFiles(tmp_path)) == ("Layerfile",)


def test_unsaved_layerfiles_and_rules_count(tmp_path: Path) -> None:
    _write(tmp_path, "a/Layerfile", "b/Layerfile")
    files = OverlayFiles(DiskFiles(tmp_path), {"new/x.Layerfile": "", ".gitignore": "/b\n"})
    assert layerfiles(files) == ("a/Layerfile", "new/x.Layerfile")


def test_names_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/\xff"
    os.mkdir(folder)
    open(folder + b"/Layerfile", "w").close()
    assert layerfiles(DiskFiles(tmp_path)) == ("\udcff/Layerfile",)


def test_a_deep_tree_is_no_deep_recursion() -> None:
    path = "a/" * 3000 + "Layerfile"
    assert layerfiles(MemoryFiles({path: ""})) == (path,)


def test_twenty_thousand_files_take_half_a_second(tmp_path: Path) -> None:
    for number in range(400):
        folder = tmp_path / f"{number % 20}/{number}"
        folder.mkdir(parents=True)
        for name in ["Layerfile", *map(str, range(49))]:
            (folder / name).touch()
    (tmp_path / ".gitignore").write_text("*.o\nbuild/\n/out\n!keep\n*.py[cod]\n")
    took = []
    for _ in range(3):
        began = time.perf_counter()
        assert len(layerfiles(DiskFiles(tmp_path))) == 400
        took.append(time.perf_counter() - began)
    assert min(took) < 0.5
