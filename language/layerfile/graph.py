"""How the Layerfiles of a tree hang together: which starts from which, which waits for which, and what comes first."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from layerfile import bases
from layerfile.arguments import Argument
from layerfile.directives import Label, Wait
from layerfile.files import FileView
from layerfile.parsing import Layerfile, parse
from layerfile.rings import levels, ring_in, tangles
from layerfile.spans import Span

EdgeKind = Literal["from", "wait"]
DeadEnd = Literal["missing", "outside", "unreadable", "unknown"]
"""Why an edge leads nowhere; `unknown`: it has a variable in it, or a quote without an end."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Layerfile.

    `name` is its display name, `steps` how many directives it has itself, `base` what its FROM says, `image` what the
    first of its parents starts from: None where that is not known.
    """

    path: str
    name: str | None
    steps: int
    base: str | None
    image: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    """One FROM that names a path, or one argument of a WAIT.

    `source` is the Layerfile where it stands, at `span`, as `written`; `target` the one that it means, or None, and
    then `dead_end` says why.
    """

    kind: EdgeKind
    source: str
    target: str | None
    written: str
    span: Span
    dead_end: DeadEnd | None = None


@dataclass(frozen=True)
class Graph:
    """Nodes by their paths, edges by the places where they stand.

    `order` are the Layerfiles that can run, each after those that it needs: all of one group at the same time.
    `blocked` are the others: they are in a ring or need what is missing, or they need one of these. `cycles` are
    rings of FROM and WAIT, the first path named again at the end: one for all Layerfiles that are tangled with each
    other. `unreadable` are Layerfiles whose text could not be had.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cycles: tuple[tuple[str, ...], ...]
    order: tuple[tuple[str, ...], ...]
    blocked: tuple[str, ...]
    unreadable: tuple[str, ...] = ()

    @cached_property
    def dead_ends(self) -> tuple[Edge, ...]:
        """The edges that lead nowhere."""
        return tuple(edge for edge in self.edges if edge.target is None)

    @property
    def is_sound(self) -> bool:
        """Whether each Layerfile can run."""
        return not self.blocked and not self.unreadable


def graph_of(paths: Iterable[str], files: FileView, read: Callable[[str], Layerfile | None] | None = None) -> Graph:
    """The graph of the Layerfiles at `paths` and all that they need. Each is read once, with `read` if that is given.

    Paths are relative to the root of `files`. Raises nothing.
    """
    layerfiles, edges, unreadable = _gather(paths, files, read or (lambda path: _parsed(path, files)))
    needs: dict[str, list[str]] = {path: [] for path in sorted(layerfiles)}
    for edge in edges:
        if edge.target is not None:
            needs[edge.source].append(edge.target)
    order = levels(needs, {edge.source for edge in edges if edge.target is None})
    ordered = {path for level in order for path in level}
    images = _images(layerfiles, edges)
    return Graph(
        nodes=tuple(_node(layerfiles[path], path, images[path]) for path in needs),
        edges=edges,
        cycles=tuple(ring_in(tangle, needs) for tangle in tangles(needs)),
        order=order,
        blocked=tuple(path for path in needs if path not in ordered),
        unreadable=tuple(sorted(unreadable)),
    )


def dead_end_message(edge: Edge, files: FileView) -> str:
    """Why an edge leads nowhere, and what may have been meant."""
    match edge.dead_end:
        case "outside":
            return f"{edge.written} is outside of the repository: name a Layerfile inside of it"
        case "unreadable":
            return f"{edge.written} cannot be read: look at its permissions"
        case "unknown":
            return f"what {edge.written or 'an empty path'} means is not known before a run: name the Layerfile itself"
        case _:
            return bases.missing(edge.written, posixpath.dirname(edge.source), files)


def _parsed(path: str, files: FileView) -> Layerfile | None:
    text = files.read(path)
    return None if text is None else parse(text, path)


def _gather(
    paths: Iterable[str], files: FileView, read: Callable[[str], Layerfile | None]
) -> tuple[dict[str, Layerfile], tuple[Edge, ...], set[str]]:
    """The Layerfiles that can be reached, their edges by source and place, and those that could not be read."""
    found: dict[str, Layerfile] = {}
    edges: list[Edge] = []
    unreadable: set[str] = set()
    waiting = list(dict.fromkeys(paths))
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        layerfile = read(path)
        if layerfile is None:
            unreadable.add(path)
            continue
        found[path] = layerfile
        for edge in _edges(layerfile, path, files):
            edges.append(edge)
            if edge.target is not None and edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)
    edges = [replace(edge, target=None, dead_end="unreadable") if edge.target in unreadable else edge for edge in edges]
    return found, tuple(sorted(edges, key=lambda edge: (edge.source, edge.span))), unreadable


def _edges(layerfile: Layerfile, path: str, files: FileView) -> Iterator[Edge]:
    base = layerfile.base
    if base is not None and base.base is not None and base.kind == "path":
        yield _edge("from", base.base, path, files)
    for directive in layerfile.directives:
        if isinstance(directive, Wait):
            for item in directive.items:
                yield _edge("wait", item, path, files)


def _edge(kind: EdgeKind, argument: Argument, path: str, files: FileView) -> Edge:
    written, folder = str(argument), posixpath.dirname(path)
    target: str | None = None
    dead_end: DeadEnd | None = None
    if not argument.is_closed or argument.variables or not written:
        dead_end = "unknown"
    elif bases.inside(written, folder) is None:
        dead_end = "outside"
    else:
        target = bases.resolve(written, folder, files)
        dead_end = "missing" if target is None else None
    return Edge(kind, path, target, written, argument.span, dead_end)


def _images(layerfiles: Mapping[str, Layerfile], edges: Iterable[Edge]) -> dict[str, str | None]:
    """What the first of each one's parents starts from."""
    parents = {edge.source: edge.target for edge in edges if edge.kind == "from"}
    images: dict[str, str | None] = {}
    for start in layerfiles:
        way: list[str] = []
        here: str | None = start
        while here is not None and here not in images:
            # In a ring it is here again, and stays unknown.
            images[here] = None if here in parents else _base(layerfiles[here])
            way.append(here)
            here = parents.get(here)
        image = images[here] if here is not None else images[way[-1]]
        images.update(dict.fromkeys(way, image))
    return images


def _base(layerfile: Layerfile) -> str | None:
    base = layerfile.base
    return None if base is None or base.base is None else str(base.base)


def _node(layerfile: Layerfile, path: str, image: str | None) -> Node:
    labels = (pair for one in layerfile.directives if isinstance(one, Label) for pair in one.pairs)
    names = [str(pair.value) for pair in labels if pair.name.lower() == "display_name" and pair.value is not None]
    return Node(path, names[-1] if names else None, len(layerfile.directives), _base(layerfile), image)
