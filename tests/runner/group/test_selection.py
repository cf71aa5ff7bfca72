"""Which Layerfiles are run, and what each needs first."""

from __future__ import annotations

import pytest

from layer_runner.group.selection import Member, members, memory_of, named, short_name
from layerfile.discovery import layerfiles
from layerfile.files import MemoryFiles
from layerfile.graph import Graph, graph_of
from layerfile.problems import LayerfileError

TREE = {
    "base/Layerfile": "FROM vm/debian:12\nMEMORY 2G\nLABEL display_name=Base\n",
    "api/Layerfile": "FROM ../base\n",
    "web/Layerfile": "FROM ../base\nWAIT /api\n",
    "other/deep/web2.Layerfile": "FROM vm/debian:12\n",
    "other/tools/Layerfile": "FROM vm/debian:12\n",
}


def _graph(tree: dict[str, str] = TREE) -> tuple[Graph, MemoryFiles]:
    files = MemoryFiles(tree)
    return graph_of(layerfiles(files), files), files


def _chosen(*paths: str, tree: dict[str, str] = TREE, wait: bool = True) -> dict[str, Member]:
    graph, files = _graph(tree)
    return {member.path: member for member in members(graph, paths, files, wait)}


def test_what_is_needed_comes_along_and_before() -> None:
    chosen = _chosen("web/Layerfile")
    assert list(chosen) == ["base/Layerfile", "api/Layerfile", "web/Layerfile"]
    assert chosen["web/Layerfile"].needs == ("base/Layerfile", "api/Layerfile")
    assert chosen["api/Layerfile"].needs == ("base/Layerfile",)


def test_without_wait_only_from_counts() -> None:
    chosen = _chosen("web/Layerfile", wait=False)
    assert list(chosen) == ["base/Layerfile", "web/Layerfile"]


def test_memory_is_the_root_parents() -> None:
    graph, files = _graph()
    assert memory_of("web/Layerfile", files) == 2 * 1024**3
    assert memory_of("other/tools/Layerfile", files) == 1024**3
    assert memory_of("nowhere", files) == 1024**3
    assert {member.memory for member in members(graph, ["api/Layerfile"], files)} == {2 * 1024**3}


def test_what_leads_nowhere_is_a_problem_of_one() -> None:
    chosen = _chosen("a/Layerfile", "b/Layerfile", tree={"a/Layerfile": "FROM /gone\n", "b/Layerfile": "FROM /a\n"})
    assert "line 1" in chosen["a/Layerfile"].problem
    assert "/gone" in chosen["a/Layerfile"].problem
    assert chosen["b/Layerfile"].problem == ""
    assert chosen["b/Layerfile"].needs == ("a/Layerfile",)


def test_a_ring_is_a_problem_of_all_on_it_unless_wait_counts_for_nothing() -> None:
    tree = {"a/Layerfile": "FROM vm/debian:12\nWAIT /b\n", "b/Layerfile": "FROM vm/debian:12\nWAIT /a\n"}
    assert all("a/Layerfile -> b/Layerfile" in each.problem for each in _chosen("a/Layerfile", tree=tree).values())
    assert [each.problem for each in _chosen("a/Layerfile", tree=tree, wait=False).values()] == [""]


@pytest.mark.parametrize(
    ("name", "folder", "wanted"),
    [
        ("api", "", "api/Layerfile"),
        ("api/", "", "api/Layerfile"),
        ("./api/Layerfile", "", "api/Layerfile"),
        ("../api", "web", "api/Layerfile"),
        (".", "web", "web/Layerfile"),
        ("api", "web", "api/Layerfile"),
        ("/api", "web", "api/Layerfile"),
        ("Base", "", "base/Layerfile"),
        ("tools", "", "other/tools/Layerfile"),
        ("web2.Layerfile", "", "other/deep/web2.Layerfile"),
    ],
)
def test_people_name_layerfiles_in_many_ways(name: str, folder: str, wanted: str) -> None:
    graph, _ = _graph()
    assert named(graph, [name], folder) == (wanted,)


def test_a_name_that_nothing_has_is_told_what_is_near() -> None:
    graph, _ = _graph()
    with pytest.raises(LayerfileError, match="is api meant"):
        named(graph, ["apo"])


def test_a_name_that_several_have_is_told_all_of_them() -> None:
    graph, _ = _graph({"a/x/Layerfile": "FROM vm/debian:12\n", "b/x/Layerfile": "FROM vm/debian:12\n"})
    with pytest.raises(LayerfileError, match="a/x/Layerfile, b/x/Layerfile"):
        named(graph, ["x"])


@pytest.mark.parametrize(
    ("path", "wanted"), [("a/b/Layerfile", "a/b"), ("Layerfile", "Layerfile"), ("a/x.Layerfile", "a/x.Layerfile")]
)
def test_short_names(path: str, wanted: str) -> None:
    assert short_name(path) == wanted
