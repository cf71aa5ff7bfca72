"""Sources of COPY, looked for in a tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerfile.files import DiskFiles, MemoryFiles
from layerfile.sources import Sources, is_pattern

TREE = MemoryFiles(
    dict.fromkeys(("package.json", "package-lock.json", "src/app.py", "src/deep/er/x.rs", "Docs/a.md", "web1/x"), "")
)


@pytest.mark.parametrize("path", ["*.js", "a?", "[ab]", "**/x"])
def test_what_is_a_pattern(path: str) -> None:
    assert is_pattern(path)
    assert not is_pattern("a{b,c}.js")


@pytest.mark.parametrize(
    "pattern",
    ["*.json", "src/*", "*/*.py", "**", "**/*.rs", "src/**/x.rs", "src/**", "**/app.py", "[!a]*/a.md", "*/deep"],
)
def test_a_pattern_that_matches(pattern: str) -> None:
    assert Sources(TREE).matches(pattern)


@pytest.mark.parametrize("pattern", ["*.rs", "src/*/x.rs", "*/nope", "**/*.go", "package.json/*", "nope/**/*", "["])
def test_a_pattern_that_matches_nothing(pattern: str) -> None:
    assert not Sources(TREE).matches(pattern)


def test_where_there_is_too_much_to_look_through_a_pattern_may_match() -> None:
    tree = Sources(MemoryFiles({f"{folder}/{name}": "" for folder in range(20) for name in range(1000)}))
    assert tree.matches("**/nope")


@pytest.mark.parametrize(
    ("written", "path", "meant"),
    [
        ("pakcage.json", "pakcage.json", "package.json"),
        ("./Package.json", "Package.json", "./package.json"),
        ("/docs/A.md", "docs/A.md", "/Docs/a.md"),
        ("docs/", "docs", "Docs/"),
        ("../SRC/app.py", "SRC/app.py", "../src/app.py"),
        ("x/../srcs", "srcs", None),
        ("package.jso", "package.jso", "package.json"),
        ("package-json", "package-json", "package.json"),
        ("web2/x", "web2/x", None),
        ("src/nope", "src/nope", None),
        ("nope/app.py", "nope/app.py", None),
        ("", "", None),
    ],
)
def test_one_slip_away(written: str, path: str, meant: str | None) -> None:
    found = Sources(TREE).near_miss(written, path)
    assert found == meant


def test_only_so_many_are_compared() -> None:
    tree = Sources(TREE)
    for number in range(100):
        tree.near_miss(f"{number}", f"{number}")
    assert tree.near_miss("Src", "Src") is None


def test_a_broken_link_is_there(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    assert Sources(DiskFiles(tmp_path)).is_there("link")


def test_what_a_submodule_holds_is_not_known_before_it_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "src/x").touch()
    tree = Sources(DiskFiles(tmp_path))
    assert tree.is_there("lib/a/b")
    assert not tree.is_there("src/a/b")
    assert not tree.is_there("nope")
