"""Views of files: all three kinds say the same of the same files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layerfile.files import DiskFiles, FileView, MemoryFiles, OverlayFiles

FILES = {"Layerfile": "FROM a\n", "a/b/Layerfile": "é"}


@pytest.fixture(params=["disk", "memory", "overlay"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> FileView:
    if request.param == "memory":
        return MemoryFiles(FILES)
    if request.param == "overlay":
        return OverlayFiles(MemoryFiles({"Layerfile": "FROM a\n"}), {"a/b/Layerfile": "é"})
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return DiskFiles(tmp_path)


def test_texts(files: FileView) -> None:
    assert files.read("Layerfile") == "FROM a\n"
    assert files.read("a/b/Layerfile") == "é"
    assert files.read("a") is None
    assert files.read("nothing") is None


def test_kinds(files: FileView) -> None:
    assert [files.kind(path) for path in ("", "a", "a/b", "Layerfile", "nothing")] == [
        "dir",
        "dir",
        "dir",
        "file",
        None,
    ]


def test_names(files: FileView) -> None:
    assert files.names("") == ("Layerfile", "a")
    assert files.names("a") == ("b",)
    assert files.names("nothing") == ()


def test_entries(files: FileView) -> None:
    assert files.entries("") == (("Layerfile", "file"), ("a", "dir"))
    assert files.entries("a") == (("b", "dir"),)
    assert files.entries("a/b") == (("Layerfile", "file"),)
    assert files.entries("nothing") == ()
    assert files.entries("Layerfile") == ()


def test_odd_paths_do_no_harm(files: FileView) -> None:
    for path in ("a\0b", "x" * 5000, "Layerfile/x"):
        assert files.read(path) is None
        assert files.kind(path) is None
        assert files.names(path) == ()
        assert files.entries(path) == ()


def test_unsaved_text_hides_the_saved_one() -> None:
    files = OverlayFiles(MemoryFiles(FILES), {"Layerfile": "", "new/Layerfile": "x"})
    assert files.read("Layerfile") == ""
    assert files.kind("new") == "dir"
    assert files.read("a/b/Layerfile") == "é"


def test_line_ends_are_read_as_they_are_and_odd_bytes_as_something(tmp_path: Path) -> None:
    (tmp_path / "Layerfile").write_bytes(b"\xef\xbb\xbfRUN a\r\n\xff")
    assert DiskFiles(tmp_path).read("Layerfile") == "\ufeffRUN a\r\n\ufffd"


def test_entries_say_of_a_link_that_it_is_one(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    for name, target in (("to-folder", "folder"), ("to-file", "file"), ("to-nothing", "nothing"), ("ring", "ring")):
        (tmp_path / name).symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    links = [(name, "link") for name in ("ring", "to-file", "to-folder", "to-nothing")]
    assert list(DiskFiles(tmp_path).entries("")) == [("file", "file"), ("folder", "dir"), *links]


def test_entries_have_unsaved_files_and_their_folders(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    (tmp_path / "saved").touch()
    edits = {"folder/Layerfile": "", "link/Layerfile": "", "new/a/Layerfile": "", "saved": ""}
    files = OverlayFiles(DiskFiles(tmp_path), edits)
    assert files.entries("") == (("folder", "dir"), ("link", "link"), ("new", "dir"), ("saved", "file"))
    assert files.entries("new") == (("a", "dir"),)


def test_a_path_may_be_a_file_and_a_folder_in_memory() -> None:
    files = MemoryFiles({"x/a/b": "", "x/a": "", "x/a/c/d": ""})
    assert files.entries("x") == (("a", "file"),)
    assert files.names("x/a") == ("b", "c")
    assert files.names("") == ("x",)
