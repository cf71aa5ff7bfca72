"""Where each FROM leads."""

from __future__ import annotations

import pytest

from layerfile.chain import follow
from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError
from layerfile.program import load

START = "FROM vm/debian:12\n"


def chain(path: str, files: dict[str, str]) -> list[str]:
    found = follow(path, MemoryFiles(files))
    assert found.dead_end is None
    return [one.path for one in found.layerfiles]


def problem(path: str, files: dict[str, str]) -> tuple[str, str]:
    with pytest.raises(LayerfileError) as caught:
        load(path, MemoryFiles(files))
    [found] = caught.value.problems
    return f"{found.path}:{found.span.start.line}", found.message


@pytest.mark.parametrize(
    ("base", "parent"),
    [
        ("..", "a/Layerfile"),
        ("../", "a/Layerfile"),
        ("../Layerfile", "a/Layerfile"),
        ("/", "Layerfile"),
        ("/a", "a/Layerfile"),
        ("/a/b/base.Layerfile", "a/b/base.Layerfile"),
        ("./base.Layerfile", "a/b/base.Layerfile"),
        ("base.Layerfile", "a/b/base.Layerfile"),
        ("sub", "a/b/sub/Layerfile"),
        ("../../a/b/sub", "a/b/sub/Layerfile"),
        ("'../../a/b/sub'", "a/b/sub/Layerfile"),
    ],
)
def test_a_path_is_relative_to_its_layerfile_or_to_the_root(base: str, parent: str) -> None:
    others = ("Layerfile", "a/Layerfile", "a/b/base.Layerfile", "a/b/sub/Layerfile")
    files = dict.fromkeys(others, START) | {"a/b/Layerfile": f"FROM {base}\n"}
    assert chain("a/b/Layerfile", files) == [parent, "a/b/Layerfile"]


def test_an_image_ends_the_chain() -> None:
    assert chain("Layerfile", {"Layerfile": START}) == ["Layerfile"]


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("../Base", "../Base does not exist: did you mean ../base?"),
        ("/bsae", "/bsae does not exist: did you mean /base?"),
        ("../base/layerfile", "../base/layerfile does not exist: did you mean ../base/Layerfile?"),
        ("/lower", "/lower is a folder without a Layerfile: did you mean /lower/layerfile?"),
        ("/empty", "/empty is a folder without a Layerfile"),
        ("../../x", "../../x is outside of the repository"),
        ("/qqq", "/qqq does not exist"),
    ],
)
def test_a_path_to_nowhere_names_what_is_near(base: str, message: str) -> None:
    files = {"base/Layerfile": START, "lower/layerfile": START, "empty/x": "", "a/Layerfile": f"FROM {base}\n"}
    where, found = problem("a/Layerfile", files)
    assert where == "a/Layerfile:1"
    assert found.startswith(message)


def test_a_ring_is_named() -> None:
    files = {"a/Layerfile": "FROM /b", "b/Layerfile": "FROM ../c/Layerfile", "c/Layerfile": "FROM ../a"}
    where, message = problem("a/Layerfile", files)
    assert where == "a/Layerfile:1"
    assert "a/Layerfile -> b/Layerfile -> c/Layerfile -> a/Layerfile" in message


def test_a_ring_further_up_is_named_where_it_begins() -> None:
    files = {"x/Layerfile": "FROM /b", "b/Layerfile": "FROM /c", "c/Layerfile": "FROM /b"}
    where, message = problem("x/Layerfile", files)
    assert where == "b/Layerfile:1"
    assert "b/Layerfile -> c/Layerfile -> b/Layerfile" in message


@pytest.mark.parametrize("base", [".", "./Layerfile", "/a", "../a/Layerfile"])
def test_a_layerfile_that_starts_from_itself(base: str) -> None:
    assert "is this Layerfile itself" in problem("a/Layerfile", {"a/Layerfile": f"FROM {base}"})[1]
