"""For people: a tree by FROM with what each waits for, rings, and the order of execution; 80 columns wide."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from layer_cli.drawings.labels import DEAD_ENDS, about, in_rings, once, one_line
from layerfile.graph import Edge, Graph, Node
from layerfile.rings import tangles

WIDTH = 80
_DEEPEST = 8


def render(graph: Graph) -> Iterator[str]:
    """The tree, the order, the rings."""
    yield from _Forest(graph).lines()
    yield ""
    yield "order of execution"
    for number, level in enumerate(graph.order, 1):
        yield from _wrapped(f"{number:>4}  ", map(one_line, level))
    if graph.blocked:
        yield from _wrapped("   ✗  ", ("never:", *map(one_line, graph.blocked)))
    if graph.cycles:
        yield ""
        yield "rings"
        for ring in graph.cycles:
            first, *others = map(one_line, ring)
            yield from _wrapped("   ✗  ", (first, *(f"-> {path}" for path in others)))


class _Place(NamedTuple):
    """A Layerfile to draw: `before` stands before its own line, `below` before those under it."""

    path: str
    depth: int = 0
    before: str = ""
    below: str = ""


class _Forest:
    """The Layerfiles under those that they start from."""

    def __init__(self, graph: Graph) -> None:
        self._nodes = {node.path: node for node in graph.nodes}
        self._children: dict[str, list[str]] = {path: [] for path in self._nodes}
        self._base: dict[str, Edge] = {}
        self._waits: dict[str, list[Edge]] = {path: [] for path in self._nodes}
        for edge in once(graph.edges):
            if edge.kind == "wait":
                self._waits[edge.source].append(edge)
                continue
            self._base[edge.source] = edge
            if edge.target is not None:
                self._children[edge.target].append(edge.source)
        self._rings = in_rings(graph)

    def lines(self) -> Iterator[str]:
        """All trees, each from its root; where one grows too wide, its branch goes on further down."""
        roots = deque(self._roots())
        drawn = set(roots)
        while roots:
            waiting = [_Place(roots.popleft())]
            while waiting:
                place = waiting.pop()
                children = [child for child in self._children[place.path] if child not in drawn]
                is_cut = place.depth == _DEEPEST and bool(children)
                drawn.update(children)
                yield from self._node(place, has_more=bool(children) and not is_cut)
                if is_cut:
                    roots.extend(children)
                else:
                    waiting += reversed(list(_under(place, children)))

    def _roots(self) -> list[str]:
        parents = {path: [] if self._parent(path) is None else [str(self._parent(path))] for path in self._nodes}
        in_rings = [min(tangle) for tangle in tangles(parents)]
        return sorted([path for path, above in parents.items() if not above] + in_rings)

    def _parent(self, path: str) -> str | None:
        base = self._base.get(path)
        return None if base is None else base.target

    def _node(self, place: _Place, has_more: bool) -> Iterator[str]:
        node = self._nodes[place.path]
        is_root = not place.before
        said = ", ".join(about(node, node.path in self._base))
        line = f"{place.before}{one_line(node.path)}"
        # What is said of it stands under it where there is no room beside it.
        notes = list(self._notes(node, is_root))
        if len(line) + 2 + len(said) <= WIDTH:
            line += f"  {said}"
        else:
            notes.insert(0, said)
        yield line
        bar = "│  " if has_more else "   "
        for note in notes:
            yield f"{place.below}{bar}{note}"

    def _notes(self, node: Node, is_root: bool) -> Iterator[str]:
        base = self._base.get(node.path)
        if base is not None and base.dead_end is not None:
            yield f"✗ FROM {one_line(base.written)}: {DEAD_ENDS[base.dead_end]}"
        elif base is not None and is_root:
            yield f"FROM {one_line(str(base.target))}"
        for wait in self._waits[node.path]:
            if wait.dead_end is not None:
                yield f"✗ WAIT {one_line(wait.written)}: {DEAD_ENDS[wait.dead_end]}"
            else:
                yield f"WAIT {one_line(str(wait.target))}"
        if node.path in self._rings:
            yield "✗ in a ring, see below"


def _under(place: _Place, children: list[str]) -> Iterator[_Place]:
    for number, child in enumerate(children, 1):
        is_last = number == len(children)
        before, below = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        yield _Place(child, place.depth + 1, place.below + before, place.below + below)


def _wrapped(head: str, words: Iterable[str]) -> Iterator[str]:
    """The words in lines as wide as there is room, none of them cut, with `head` before the first."""
    line, is_empty = head, True
    for word in words:
        if not is_empty and len(line) + 2 + len(word) > WIDTH:
            yield line
            line, is_empty = " " * len(head), True
        line += word if is_empty else f"  {word}"
        is_empty = False
    yield line
