"""How Layerfiles hang together."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from layerfile.discovery import layerfiles
from layerfile.files import DiskFiles, FileView, MemoryFiles, OverlayFiles
from layerfile.graph import Edge, Graph, Node, dead_end_message, graph_of
from layerfile.parsing import parse
from layerfile.spans import Span

START = "FROM vm/debian:12\n"


def _graph(files: dict[str, str]) -> Graph:
    view = MemoryFiles(files)
    return graph_of(layerfiles(view), view)


def _edges(graph: Graph) -> list[tuple[str, str, str | None]]:
    return [(edge.kind, edge.source, edge.target) for edge in graph.edges]


def test_a_layerfile_alone() -> None:
    graph = _graph({"Layerfile": START + 'LABEL status=merge display_name="My web"\nRUN a\n# note\nRUN b\n'})
    assert graph.nodes == (Node("Layerfile", "My web", 4, "vm/debian:12", "vm/debian:12"),)
    assert graph.edges == graph.cycles == graph.blocked == ()
    assert graph.order == (("Layerfile",),)
    assert graph.is_sound


def test_an_empty_tree_and_an_empty_layerfile() -> None:
    assert _graph({}) == Graph((), (), (), (), ())
    assert _graph({"Layerfile": ""}).nodes == (Node("Layerfile", None, 0, None, None),)


def test_the_last_display_name_counts() -> None:
    files = {"Layerfile": START + "LABEL display_name=a\nLABEL display_name=b\nLABEL display_name=\n"}
    assert _graph(files).nodes[0].name == "b"


def test_from_leads_to_the_parent_and_wait_to_what_is_awaited() -> None:
    graph = _graph({"base/Layerfile": START, "a/Layerfile": "FROM ../base\n", "b/Layerfile": START + "\nWAIT  /a\n"})
    assert graph.edges == (
        Edge("from", "a/Layerfile", "base/Layerfile", "../base", Span(1, 5, 1, 12)),
        Edge("wait", "b/Layerfile", "a/Layerfile", "/a", Span(3, 6, 3, 8)),
    )
    assert graph.order == (("base/Layerfile",), ("a/Layerfile",), ("b/Layerfile",))


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("/", "Layerfile"),
        ("..", "Layerfile"),
        ("../Layerfile", "Layerfile"),
        ("sub", "a/sub/Layerfile"),
        ("./sub/", "a/sub/Layerfile"),
        ("/a/sub/Layerfile", "a/sub/Layerfile"),
        ("./x.Layerfile", "a/x.Layerfile"),
        ("'./x.Layerfile'", "a/x.Layerfile"),
    ],
)
@pytest.mark.parametrize("directive", ["FROM ", START + "WAIT "])
def test_folders_and_files_relative_and_absolute(directive: str, written: str, target: str) -> None:
    files = dict.fromkeys(("Layerfile", "a/sub/Layerfile", "a/x.Layerfile"), START)
    graph = _graph(files | {"a/Layerfile": directive + written + "\n"})
    assert [edge.target for edge in graph.edges] == [target]


def test_an_image_and_a_librarys_entry_are_no_edges() -> None:
    graph = _graph({"Layerfile": "FROM org/name:tag\n", "a/Layerfile": "FROM /\n", "b/Layerfile": "FROM /a\n"})
    assert [(node.base, node.image) for node in graph.nodes] == [
        ("org/name:tag", "org/name:tag"),
        ("/", "org/name:tag"),
        ("/a", "org/name:tag"),
    ]
    assert graph.is_sound


def test_a_shared_parent_is_there_once() -> None:
    files = {
        "base/Layerfile": START,
        "a/Layerfile": "FROM /base",
        "b/Layerfile": "FROM /base",
        "c/Layerfile": "FROM /a\nWAIT /b",
    }
    graph = _graph(files)
    assert graph.order == (("base/Layerfile",), ("a/Layerfile", "b/Layerfile"), ("c/Layerfile",))
    assert graph.is_sound


def test_what_one_layerfile_needs() -> None:
    files = {"base/Layerfile": START, "a/Layerfile": "FROM /base", "b/Layerfile": "FROM /base\n", "c/base.vm": START}
    graph = graph_of(["a/Layerfile"], MemoryFiles(files))
    assert [node.path for node in graph.nodes] == ["a/Layerfile", "base/Layerfile"]
    graph = graph_of(["x"], MemoryFiles(files | {"x": "FROM ./c/base.vm"}))
    assert [node.path for node in graph.nodes] == ["c/base.vm", "x"]


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("line", ["FROM /{}\n", START + "WAIT /{}\n"])
def test_a_ring_is_named_and_blocks_what_needs_it(line: str, size: int) -> None:
    files = {f"{number}/Layerfile": line.format((number + 1) % size) for number in range(size)}
    graph = _graph(files | {"x/Layerfile": "FROM /0", "y/Layerfile": START + "WAIT /x\n", "z/Layerfile": START})
    assert graph.cycles == (tuple(f"{number % size}/Layerfile" for number in range(size + 1)),)
    assert graph.blocked == (*files, "x/Layerfile", "y/Layerfile")
    assert graph.order == (("z/Layerfile",),)
    assert not graph.is_sound


def test_from_and_wait_can_make_a_ring_together() -> None:
    graph = _graph({"a/Layerfile": START + "WAIT /b", "b/Layerfile": "FROM /a"})
    assert graph.cycles == (("a/Layerfile", "b/Layerfile", "a/Layerfile"),)
    assert [node.image for node in graph.nodes] == ["vm/debian:12", "vm/debian:12"]


def test_each_tangle_is_named_once() -> None:
    files = {
        "a/Layerfile": START + "WAIT /b /c",
        "b/Layerfile": START + "WAIT /a",
        "c/Layerfile": START + "WAIT /a",
        "d/Layerfile": "FROM .",
    }
    rings = (("a/Layerfile", "b/Layerfile", "a/Layerfile"), ("d/Layerfile", "d/Layerfile"))
    assert _graph(files).cycles == rings


@pytest.mark.parametrize(
    ("written", "dead_end", "message"),
    [
        ("/bsae", "missing", "did you mean /base?"),
        ("/Base", "missing", "did you mean /base?"),
        ("/empty", "missing", "is a folder without a Layerfile"),
        ("../../x", "outside", "is outside of the repository"),
        ("$X", "unknown", "is not known before a run"),
        ("./$X/a", "unknown", "is not known before a run"),
        ("'/base", "unknown", "is not known before a run"),
        ("''", "unknown", "is not known before a run"),
    ],
)
def test_a_path_to_nowhere(written: str, dead_end: str, message: str) -> None:
    files = {"base/Layerfile": START, "empty/x": "", "a/Layerfile": START + f"WAIT {written}\n"}
    graph = _graph(files | {"b/Layerfile": "FROM /a\n"})
    [edge] = graph.dead_ends
    assert (edge.source, edge.target, edge.dead_end, edge.span.start_line) == ("a/Layerfile", None, dead_end, 2)
    assert message in dead_end_message(edge, MemoryFiles(files))
    assert graph.blocked == ("a/Layerfile", "b/Layerfile")
    assert graph.order == (("base/Layerfile",),)
    assert not graph.is_sound


def test_the_image_behind_a_missing_parent_is_not_known() -> None:
    graph = _graph({"a/Layerfile": "FROM /nowhere", "b/Layerfile": "FROM /a"})
    assert [node.image for node in graph.nodes] == [None, None]


class _Shut(DiskFiles):
    """Files of which some cannot be read; `reads` counts them all."""

    def __init__(self, root: Path, *shut: str) -> None:
        super().__init__(root)
        self.shut = shut
        self.reads: Counter[str] = Counter()

    def read(self, path: str) -> str | None:
        self.reads[path] += 1
        return None if path in self.shut else super().read(path)


def _write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    _write(tmp_path, {"base/Layerfile": START, "a/Layerfile": "FROM /base"})
    files = _Shut(tmp_path, "base/Layerfile")
    graph = graph_of(layerfiles(files), files)
    assert graph.unreadable == ("base/Layerfile",)
    assert [node.path for node in graph.nodes] == ["a/Layerfile"]
    [edge] = graph.edges
    assert (edge.target, edge.dead_end) == (None, "unreadable")
    assert "cannot be read" in dead_end_message(edge, files)
    assert not graph.is_sound


def test_each_layerfile_is_read_once(tmp_path: Path) -> None:
    _write(tmp_path, {"base/Layerfile": START, **{f"{name}/Layerfile": "FROM /base\nWAIT /a" for name in "abc"}})
    files = _Shut(tmp_path)
    graph_of(layerfiles(files), files)
    assert {path: count for path, count in files.reads.items() if path.endswith("Layerfile")} == {
        f"{name}/Layerfile": 1 for name in ("base", "a", "b", "c")
    }


def test_what_is_parsed_already_need_not_be_parsed_again() -> None:
    parsed = {path: parse(text, path) for path, text in {"Layerfile": "FROM /a", "a/Layerfile": START}.items()}
    files: FileView = MemoryFiles({"Layerfile": "", "a/Layerfile": ""})
    assert _edges(graph_of(["Layerfile"], files, parsed.get)) == [("from", "Layerfile", "a/Layerfile")]


def test_unsaved_text_counts(tmp_path: Path) -> None:
    _write(tmp_path, {"a/Layerfile": "FROM /gone", "b/Layerfile": START})
    files = OverlayFiles(DiskFiles(tmp_path), {"a/Layerfile": "FROM /new", "new/Layerfile": START + "WAIT /b"})
    graph = graph_of(layerfiles(files), files)
    assert _edges(graph) == [("from", "a/Layerfile", "new/Layerfile"), ("wait", "new/Layerfile", "b/Layerfile")]
    assert graph.is_sound


def test_letter_case_is_told_apart() -> None:
    graph = _graph({"a/layerfile": START, "b/Layerfile": "FROM /a\n", "c/Layerfile": "FROM /a/layerfile\n"})
    assert _edges(graph) == [("from", "b/Layerfile", None), ("from", "c/Layerfile", "a/layerfile")]


def test_several_waits_and_the_same_twice() -> None:
    graph = _graph({"a/Layerfile": START, "b/Layerfile": START + "WAIT /a a\nWAIT /a", "b/a/Layerfile": START})
    assert [edge.target for edge in graph.edges] == ["a/Layerfile", "b/a/Layerfile", "a/Layerfile"]
    assert graph.order == (("a/Layerfile", "b/a/Layerfile"), ("b/Layerfile",))


@pytest.mark.parametrize("line", ["FROM /{}\n", START + "WAIT /{}\n"])
def test_long_rings_and_chains(line: str) -> None:
    count = 5000
    files = {f"{number}/Layerfile": line.format((number + 1) % count) for number in range(count)}
    [ring] = _graph(files).cycles
    assert len(ring) == count + 1
    graph = _graph(files | {f"{count - 1}/Layerfile": START})
    assert len(graph.order) == count
    assert {node.image for node in graph.nodes} == {"vm/debian:12"}


def test_a_thousand_layerfiles_take_less_than_a_second() -> None:
    text = (
        "LABEL display_name=x\nCOPY . .\nRUN npm ci && npm test\nENV A=b\nWORKDIR /app\nEXPOSE WEBSITE localhost:80\n"
    )
    files = {
        f"{number}/Layerfile": f"FROM /{number // 2}\nWAIT /{number - 1}\n" + text if number else START
        for number in range(1000)
    }
    took = []
    for _ in range(3):
        began = time.perf_counter()
        assert len(_graph(files).nodes) == 1000
        took.append(time.perf_counter() - began)
    assert min(took) < 1
