"""Views of files: all three kinds say the same of the same files."""

from __future__ import annotations

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


def test_odd_paths_do_no_harm(files: FileView) -> None:
    for path in ("a\0b", "x" * 5000, "Layerfile/x"):
        assert files.read(path) is None
        assert files.kind(path) is None
        assert files.names(path) == ()


def test_unsaved_text_hides_the_saved_one() -> None:
    files = OverlayFiles(MemoryFiles(FILES), {"Layerfile": "", "new/Layerfile": "x"})
    assert files.read("Layerfile") == ""
    assert files.kind("new") == "dir"
    assert files.read("a/b/Layerfile") == "é"


def test_line_ends_are_read_as_they_are_and_odd_bytes_as_something(tmp_path: Path) -> None:
    (tmp_path / "Layerfile").write_bytes(b"\xef\xbb\xbfRUN a\r\n\xff")
    assert DiskFiles(tmp_path).read("Layerfile") == "\ufeffRUN a\r\n\ufffd"
