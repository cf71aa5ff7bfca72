"""Which Layerfiles `layer run` means by its arguments: one, or several that need each other."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from layerfile import find, tree_root
from layerfile.chain import follow
from layerfile.directives import Wait
from layerfile.discovery import layerfiles
from layerfile.files import DiskFiles
from layerfile.graph import Graph, graph_of
from layerfile.problems import LayerfileError


@dataclass(frozen=True)
class One:
    """One Layerfile, named as `layer_cli.project.open_project` takes it."""

    path: str


@dataclass(frozen=True)
class Several:
    """Those of a graph at `chosen`, relative to `root`, with all that they need; none but WAIT's without `wait`."""

    root: Path
    graph: Graph
    chosen: tuple[str, ...]
    wait: bool


def meant(path: str | None, everything: bool = False, only: Sequence[str] = (), wait: bool = True) -> One | Several:
    """What is to be run. Raises LayerfileError where there is no such Layerfile.

    A Layerfile, or a folder that has one, means that one, and what its WAIT names. A folder without one means
    those below it, and so does `everything`, of any folder: of the whole repository, where none is named. `only`
    names some of these.
    """
    where = Path(os.path.abspath(path or "."))
    if everything or only:
        return _several(where if path is not None else tree_root(where), only, wait)
    one = path or "."
    if where.is_dir() and not (where / "Layerfile").is_file():
        root = tree_root(where)
        found = _below(where, root)
        if len(found) > 1:
            return _several(where, (), wait)
        # Where there is none, `find` says so.
        one = str(root / found[0]) if found else one
    return _with_what_it_waits_for(find(Path(one)), one) if wait else One(one)


def _several(where: Path, only: Sequence[str], wait: bool) -> Several:
    from layer_runner.group.selection import named

    root = tree_root(where)
    found = _below(where, root) if where.is_dir() else (find(where).relative_to(root).as_posix(),)
    if not found:
        raise LayerfileError.single("no-layerfile", f"no Layerfile in {where} or below", str(where))
    graph = graph_of(found, DiskFiles(root))
    here = Path.cwd()
    typed_in = here.relative_to(root).as_posix() if here.is_relative_to(root) else ""
    return Several(root, graph, named(graph, only, typed_in) if only else found, wait)


def _below(folder: Path, root: Path) -> tuple[str, ...]:
    path = folder.relative_to(root).as_posix()
    return layerfiles(DiskFiles(root), "" if path == "." else path)


def _with_what_it_waits_for(file: Path, path: str) -> One | Several:
    root = tree_root(file)
    files = DiskFiles(root)
    own = file.relative_to(root).as_posix()
    chain = follow(own, files)
    if not any(isinstance(each, Wait) for layerfile in chain.layerfiles for each in layerfile.directives):
        return One(path)
    return Several(root, graph_of([own], files), (own,), True)
