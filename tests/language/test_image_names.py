"""`[images]` in layer.toml: what names in FROM stand for."""

from __future__ import annotations

import pytest

from layerfile.checking import check
from layerfile.files import MemoryFiles
from layerfile.problems import LayerfileError
from layerfile.program import Program, load

BASE = {"machines/node/Layerfile": "FROM vm/ubuntu:22.04\nRUN node\n"}


def program(base: str, toml: str, files: dict[str, str] | None = None) -> Program:
    every = {"app/Layerfile": f"FROM {base}\nRUN a\n", "layer.toml": toml, **(files or {})}
    return load("app/Layerfile", MemoryFiles(every))


def refused(base: str, toml: str, files: dict[str, str] | None = None) -> str:
    with pytest.raises(LayerfileError) as caught:
        program(base, toml, files)
    return str(caught.value)


def test_an_image_stands_for_another() -> None:
    found = program("vm/ubuntu:18.04", '[images]\n"vm/ubuntu:18.04" = "vm/debian:12"\n')
    assert (found.image, found.layerfiles) == ("vm/debian:12", ("app/Layerfile",))


def test_one_that_is_not_mapped_stands_for_itself() -> None:
    assert program("vm/debian:12", '[images]\n"vm/ubuntu:18.04" = "vm/debian:12"\n').image == "vm/debian:12"


@pytest.mark.parametrize("target", ["machines/node/Layerfile", "machines/node", "/machines/node"])
@pytest.mark.parametrize("base", ["org/node:16", "webapp.io/node:16", "github/a/b/Layerfile@c"])
def test_a_name_stands_for_a_layerfile(base: str, target: str) -> None:
    toml = f'[images]\n"{base}" = "{target}"\n"vm/ubuntu:22.04" = "vm/debian:12"\n'
    found = program(base, toml, BASE)
    assert found.layerfiles == ("machines/node/Layerfile", "app/Layerfile")
    assert found.image == "vm/debian:12"
    assert [step.text for step in found.steps if step.text.startswith("RUN")] == ["RUN node", "RUN a"]


def test_a_ring_through_the_table_is_found() -> None:
    assert "start from each other" in refused(
        "org/node:16", '[images]\n"org/node:16" = "machines/node"\n', {"machines/node/Layerfile": "FROM /app\n"}
    )


def test_what_is_not_there_is_named() -> None:
    words = refused("org/node:16", '[images]\n"org/node:16" = "machines/nope"\n')
    assert "app/Layerfile:1:6" in words
    assert "stands for machines/nope in layer.toml, and there is no such Layerfile" in words


def test_a_name_that_stands_for_nothing_says_how_to_map_it_and_what_may_have_been_meant() -> None:
    words = refused("org/node:61", '[images]\n"org/node:16" = "machines/node"\n', BASE)
    assert "did you mean org/node:16?" in words
    assert '[images], "org/node:61" = "vm/debian:12"' in words


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('"a/b:c" = 7', "must be an image"),
        ('"a/b:c" = "vm/debian"', "needs a version"),
        ('"a/b:c" = "d/e:f"', "neither an image"),
        ('"a/b:c" = "../x"', "outside of the repository"),
    ],
)
def test_what_the_table_cannot_say(line: str, message: str) -> None:
    words = refused("a/b:c", f"[images]\n{line}\n")
    assert message in words
    assert words.startswith("layer.toml:1:1")


def test_an_editor_shows_a_file_whatever_the_table_says() -> None:
    files = {"Layerfile": "FROM org/node:16\nRUN a\n", "layer.toml": "[images]\nx = 1\n"}
    assert [one.severity for one in check("Layerfile", MemoryFiles(files)) if one.severity == "error"] == []
