"""For Graphviz: `layer graph --format dot | dot -Tsvg`."""

from __future__ import annotations

from collections.abc import Iterator

from layer_cli.drawings.labels import about, in_rings, once, one_line, with_parents
from layerfile.graph import Edge, Graph


def render(graph: Graph) -> Iterator[str]:
    """A directed graph: arrows lead to what is needed, which stands above."""
    rings, children = in_rings(graph), with_parents(graph)
    numbers = {node.path: number for number, node in enumerate(graph.nodes)}
    yield "digraph layerfiles {"
    yield "  rankdir=BT;"
    yield '  node [shape=box, fontname="sans-serif"];'
    for node in graph.nodes:
        label = _quoted(one_line(node.path), *about(node, node.path in children))
        colour = ", color=red" if node.path in rings else ""
        yield f"  n{numbers[node.path]} [label={label}{colour}];"
    for number, edge in enumerate(once(graph.edges)):
        if edge.target is None:
            label = _quoted(one_line(edge.written), edge.dead_end or "")
            yield f"  m{number} [label={label}, style=dashed, color=red];"
        target = f"m{number}" if edge.target is None else f"n{numbers[edge.target]}"
        yield f"  n{numbers[edge.source]} -> {target}{_look(edge, rings)};"
    yield "}"


def _look(edge: Edge, rings: set[str]) -> str:
    look = ["style=dashed", 'label="WAIT"'] if edge.kind == "wait" else []
    if edge.target is None or (edge.source in rings and edge.target in rings):
        look.append("color=red")
    return f" [{', '.join(look)}]" if look else ""


def _quoted(*lines: str) -> str:
    """A string of Graphviz's, in which it sees neither escapes of its own nor HTML's entities."""
    text = "\n".join(lines).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n") + '"'
