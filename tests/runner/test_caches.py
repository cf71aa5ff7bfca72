"""Which directories CACHE keeps; what happens in machines is tested there."""

from __future__ import annotations

from layer_runner.run.caches import Directory, directories
from layerfile.files import MemoryFiles
from layerfile.program import Program, load


def program(text: str, path: str = "Layerfile") -> Program:
    return load(path, MemoryFiles({path: f"FROM vm/debian:12\n{text}"}))


TEXT = "CACHE /a b\nWORKDIR /w\nUSER app\nENV X=c\nCACHE ~/x $X /a\nRUN true\n"


def test_directories_are_absolute_and_come_once() -> None:
    loaded = program(TEXT)
    expected = [
        Directory("/a", "root"),
        Directory("/root/b", "root"),
        Directory("/home/app/x", "app"),
        Directory("/w/c", "app"),
    ]
    assert directories(loaded.steps) == expected
    assert directories(loaded.steps[:2]) == expected[:2]
    assert directories(loaded.steps[:1]) == []


def test_the_name_on_the_disk_is_that_of_the_path() -> None:
    name, user, path = Directory("/a:b", "app").argument.split(":", 2)
    assert (user, path) == ("app", "/a:b")
    assert Directory("/a:b", "root").argument.startswith(f"{name}:")
