"""COPY: what goes where, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from layer_cache.placement import Placement, mounts, placements
from layer_cache.tree import open_tree
from layerfile.problems import LayerfileError

from .memory_tree import MemoryTree
from .projects import program_of, repository

TREE = MemoryTree(
    {
        "a.txt": b"1",
        "b.txt": b"2",
        "src/x.c": b"3",
        "src/in/y.c": b"4",
        "src/in/z.h": b"4",
        "pages/[id].js": b"5",
        "link": "src",
        "sub/own": b"6",
    }
)


def placed(copy: str, before: str = "", path: str = "Layerfile") -> list[tuple[str, str, bool]]:
    """Source, destination and folder of what one COPY places."""
    program = program_of(f"FROM vm/debian:12\n{before}{copy}\n", path)
    found = placements(program, TREE, len(program.steps))
    return [(each.source, each.destination, each.folder) for each in found]


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("COPY . .", [("", "/root", True)]),
        ("COPY / /root", [("", "/root", True)]),
        ("COPY src app", [("src", "/root/app", True)]),
        ("COPY src/ /srv/app/", [("src", "/srv/app", True)]),
        ("COPY a.txt x", [("a.txt", "/root/x", False)]),
        ("COPY a.txt x/", [("a.txt", "/root/x/a.txt", False)]),
        ("COPY a.txt .", [("a.txt", "/root/a.txt", False)]),
        ("COPY a.txt ..", None),
        ("COPY a.txt /root", [("a.txt", "/root/a.txt", False)]),
        ("COPY a.txt ~", [("a.txt", "/root/a.txt", False)]),
        ("COPY a.txt ~/x", [("a.txt", "/root/x", False)]),
        ("COPY a.txt /srv", None),
        ("COPY a.txt //srv/../etc/x", [("a.txt", "/etc/x", False)]),
        ("COPY ./src/../a.txt x/", [("a.txt", "/root/x/a.txt", False)]),
        ("COPY link x", [("link", "/root/x", False)]),
        ("COPY a.txt src x/", [("a.txt", "/root/x/a.txt", False), ("src", "/root/x", True)]),
        ("COPY *.txt x/", [("a.txt", "/root/x/a.txt", False), ("b.txt", "/root/x/b.txt", False)]),
        (
            "COPY src/**/*.c x/",
            [("src/in/y.c", "/root/x/y.c", False), ("src/x.c", "/root/x/x.c", False)],
        ),
        ("COPY a.tx? x", [("a.txt", "/root/x", False)]),
        ("COPY pages/[id].js x", [("pages/[id].js", "/root/x", False)]),
        ("COPY . /", None),
        ("COPY a.txt /proc/x", None),
        ("COPY src /dev", None),
        ("COPY src /run/app", None),
        ("COPY src /sys/../sys/x", None),
        ("COPY src /devices", [("src", "/devices", True)]),
    ],
)
def test_where_things_go(copy: str, expected: list[tuple[str, str, bool]] | None) -> None:
    if expected is None:
        with pytest.raises(LayerfileError) as caught:
            placed(copy)
        assert caught.value.problems[0].name == "copy-destination"
        assert str(caught.value).startswith("Layerfile:2:1: error: ")
    else:
        assert placed(copy) == expected


def test_what_to_do_instead_of_copying_into_the_root_is_said() -> None:
    with pytest.raises(LayerfileError, match=r"a\.txt would be a file in it; write /a\.txt/ if a folder is meant"):
        placed("COPY a.txt /a.txt")
    with pytest.raises(LayerfileError, match=r"COPY each folder to its own place, as in COPY etc /etc"):
        placed("COPY src /")
    assert placed("COPY a.txt /srv/") == [("a.txt", "/srv/a.txt", False)]


def test_it_starts_at_the_workdir_and_the_users_home() -> None:
    before = "WORKDIR /w\nWORKDIR in\nUSER me\n"
    assert placed("COPY a.txt x", before) == [("a.txt", "/w/in/x", False)]
    assert placed("COPY a.txt /w/in", before) == [("a.txt", "/w/in/a.txt", False)]
    assert placed("COPY a.txt ..", before) == [("a.txt", "/w/a.txt", False)]
    assert placed("COPY a.txt ~/", before) == [("a.txt", "/home/me/a.txt", False)]


def test_sources_start_at_the_layerfiles_folder() -> None:
    assert placed("COPY own x", path="sub/Layerfile") == [("sub/own", "/root/x", False)]
    assert placed("COPY ../a.txt x", path="sub/Layerfile") == [("a.txt", "/root/x", False)]
    assert placed("COPY /a.txt x", path="sub/Layerfile") == [("a.txt", "/root/x", False)]


def test_a_parents_sources_start_at_the_parents_folder() -> None:
    program = program_of("FROM sub\nCOPY src app\n", sub="FROM vm/debian:12\nWORKDIR /w\nCOPY own ../a.txt ./\n")
    found = placements(program, TREE, len(program.steps))
    assert [(each.source, each.destination) for each in found] == [
        ("sub/own", "/w/own"),
        ("a.txt", "/w/a.txt"),
        ("src", "/w/app"),
    ]


def test_patterns_match_nothing_that_is_ignored(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {".gitignore": "*.log\n", ".layerignore": "docs\n!docs/a.md\n", "docs/b.md": "1"}
    tree = open_tree(repository(tmp_path, {**files, "a.md": "1", "run.log": "1", "sub/c.md": "1"}), None)
    for text, matched in (("**/*.md", ["a.md", "sub/c.md"]), ("*", [".gitignore", ".layerignore", "a.md", "sub"])):
        program = program_of(f"FROM vm/debian:12\nCOPY {text} /w/\n")
        assert [each.source for each in placements(program, tree, 2)] == matched
    for text in ("run.log", "docs", "*.log", "docs/*", ".git/*.none"):
        with pytest.raises(LayerfileError):
            placements(program_of(f"FROM vm/debian:12\nCOPY {text} /w/\n"), tree, 2)
    program = program_of("FROM vm/debian:12\nCOPY .git /w\n")
    assert placements(program, tree, 2) == (Placement(".git", "/w", True, 1),)


@pytest.mark.parametrize("source", ["..", "../x", "src/../../x", "/../x"])
def test_a_source_outside_of_the_tree_is_refused(source: str) -> None:
    with pytest.raises(LayerfileError, match="outside of the repository"):
        placed(f"COPY {source} x")


@pytest.mark.parametrize("source", ["missing", "*.rs", "link/x.c", "src/missing", "missing/*"])
def test_a_missing_source_is_refused_with_its_place(source: str) -> None:
    with pytest.raises(LayerfileError) as caught:
        placed(f"COPY {source} x/")
    problem = caught.value.problems[0]
    assert (problem.name, problem.span.start.line) == ("copy-source-missing", 2)


def test_many_matches_need_a_folder() -> None:
    with pytest.raises(LayerfileError, match="2 sources"):
        placed("COPY *.txt x")


def test_only_copies_before_the_step_count() -> None:
    program = program_of("FROM vm/debian:12\nCOPY src a\nRUN x\nCOPY src b\nRUN y\n")
    assert [each.destination for each in placements(program, TREE, 2)] == ["/root/a"]
    assert [each.step for each in placements(program, TREE, 4)] == [1, 3]


def test_folders_to_watch_are_the_outermost() -> None:
    program = program_of(
        "FROM vm/debian:12\nCOPY src /srv/app\nCOPY a.txt /srv/app/in/x\nCOPY a.txt /srv/app2/x\n"
        "COPY b.txt /root/x\nCOPY src /root/in\n"
    )
    found = placements(program, TREE, 6)
    assert mounts(found) == ("/root", "/srv/app", "/srv/app2")
    assert mounts(()) == ()
