"""What drawings say of a Layerfile and of an edge."""

from __future__ import annotations

from collections.abc import Iterable

from layer_cli.terminal import harmless
from layerfile.graph import DeadEnd, Edge, Graph, Node

DEAD_ENDS: dict[DeadEnd, str] = {
    "missing": "no such Layerfile",
    "outside": "outside of the repository",
    "unreadable": "it cannot be read",
    "unknown": "not known before a run",
}


def one_line(text: str) -> str:
    """A path or name as it can stand in a drawing: file names may have line ends in them."""
    return " ".join(harmless(text).split("\n"))


def about(node: Node, has_parent: bool) -> list[str]:
    """What there is to say of a Layerfile besides its path; its base, where no edge shows that."""
    said = [] if has_parent or node.base is None else [f"FROM {one_line(node.base)}"]
    said.append("1 step" if node.steps == 1 else f"{node.steps} steps")
    return said if node.name is None else [f'"{one_line(node.name)}"', *said]


def with_parents(graph: Graph) -> set[str]:
    """The Layerfiles whose FROM is an edge."""
    return {edge.source for edge in graph.edges if edge.kind == "from"}


def in_rings(graph: Graph) -> set[str]:
    """The Layerfiles that a ring names."""
    return {path for ring in graph.cycles for path in ring}


def once(edges: Iterable[Edge]) -> list[Edge]:
    """The edges without those that say the same again: a picture has one arrow for both."""
    return list({(edge.kind, edge.source, edge.target or edge.written): edge for edge in edges}.values())
