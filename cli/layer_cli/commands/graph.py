"""`layer graph`: how the Layerfiles of a repository hang together, and in which order they can run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path

from layer_cli.drawings.labels import one_line
from layer_cli.exit_codes import ExitCode
from layer_cli.paths import shown
from layerfile import find, tree_root
from layerfile.discovery import layerfiles
from layerfile.files import DiskFiles, FileView
from layerfile.graph import Edge, Graph, dead_end_message, graph_of
from layerfile.problems import LayerfileError

_FORMATS = {"text": "text", "mermaid": "mermaid", "dot": "dot", "json": "json_drawing"}
_PLAIN = str.maketrans({"├": "|", "└": "`", "│": "|", "─": "-", "✗": "x"})
_MOST_PROBLEMS = 50
_LONGEST_RING = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer graph`."""
    parser.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="folder with Layerfiles below it, or a Layerfile; with all that they need (default: the whole repository)",
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", help="what to print (default: text)")


def call(options: argparse.Namespace) -> int:
    """Draw the graph; 1 if a Layerfile in it cannot run. Raises LayerfileError."""
    root, paths = _start(options.path)
    files = DiskFiles(root)
    graph = graph_of(paths, files)
    render: Callable[[Graph], Iterator[str]] = import_module(f"layer_cli.drawings.{_FORMATS[options.format]}").render
    for line in render(graph):
        print(line if options.format != "text" or _is_printable(line) else line.translate(_PLAIN))
    # What may have been meant is found out only for what is shown.
    for problem in islice(_problems(graph, files, root), _MOST_PROBLEMS):
        print(one_line(problem), file=sys.stderr)
    count = len(graph.unreadable) + len(graph.dead_ends) + len(graph.cycles)
    if count > _MOST_PROBLEMS:
        print(f"layer: and {count - _MOST_PROBLEMS} more", file=sys.stderr)
    return ExitCode.OK if graph.is_sound else ExitCode.STEP_FAILED


def _start(path: str | None) -> tuple[Path, tuple[str, ...]]:
    """The root of the tree, and the Layerfiles that are asked for."""
    where = Path(os.path.abspath(path or "."))
    root = tree_root(where)
    if path is None:
        where = root
    if not where.is_dir():
        find(Path(path or "."))
        return root, (where.relative_to(root).as_posix(),)
    folder = where.relative_to(root).as_posix()
    found = layerfiles(DiskFiles(root), "" if folder == "." else folder)
    if not found:
        raise LayerfileError.single("no-layerfile", f"no Layerfile in {path or root} or below", path or str(root))
    return root, found


def _is_printable(line: str) -> bool:
    try:
        line.encode(sys.stdout.encoding, "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _problems(graph: Graph, files: FileView, root: Path) -> Iterator[str]:
    """What is wrong, a line each."""
    for path in graph.unreadable:
        yield f"{shown(root / path)}: error: it cannot be read: look at its permissions"
    for edge in graph.dead_ends:
        yield f"{_place(edge, root)}: error: {dead_end_message(edge, files)}"
    for ring in graph.cycles:
        yield _ring_message(ring, graph, root)


def _ring_message(ring: tuple[str, ...], graph: Graph, root: Path) -> str:
    edge = next(edge for edge in graph.edges if (edge.source, edge.target) == ring[:2])
    place = _place(edge, root)
    if len(ring) == 2:
        return f"{place}: error: this Layerfile needs itself, so it can never start"
    half = _LONGEST_RING // 2
    named = ring if len(ring) <= _LONGEST_RING else (*ring[:half], f"({len(ring) - _LONGEST_RING} more)", *ring[-half:])
    return f"{place}: error: these Layerfiles need each other, and none can start: {' -> '.join(named)}"


def _place(edge: Edge, root: Path) -> str:
    return f"{shown(root / edge.source)}:{edge.span.start_line}:{edge.span.start_column + 1}"
