"""For Markdown: a flowchart as GitHub, GitLab and editors show it in a `mermaid` block."""

from __future__ import annotations

from collections.abc import Iterator

from layer_cli.drawings.labels import about, in_rings, once, one_line, with_parents
from layerfile.graph import Graph

_PLAIN = frozenset(" /._-+,@=~()[]")


def render(graph: Graph) -> Iterator[str]:
    """A flowchart: arrows lead to what is needed, which stands above."""
    rings, children = in_rings(graph), with_parents(graph)
    numbers = {node.path: number for number, node in enumerate(graph.nodes)}
    yield "flowchart BT"
    for node in graph.nodes:
        label = _quoted(one_line(node.path), *about(node, node.path in children))
        yield f"  n{numbers[node.path]}[{label}]{':::wrong' if node.path in rings else ''}"
    has_dead_ends = False
    for number, edge in enumerate(once(graph.edges)):
        arrow = "-. WAIT .->" if edge.kind == "wait" else "-->"
        if edge.target is None:
            has_dead_ends = True
            target = f"m{number}[{_quoted(one_line(edge.written), edge.dead_end or '')}]:::wrong"
        else:
            target = f"n{numbers[edge.target]}"
        yield f"  n{numbers[edge.source]} {arrow} {target}"
    if rings or has_dead_ends:
        yield "  classDef wrong stroke:red,stroke-dasharray:4"


def _quoted(*lines: str) -> str:
    return '"' + "<br>".join(map(_escaped, lines)) + '"'


def _escaped(text: str) -> str:
    """Text in which Mermaid sees nothing of its own.

    In a quoted label it still looks for quotes, entities, Markdown in backticks, HTML, `%%{` and, before it parses at
    all, for lines of `style` and `classDef` with a colon in them.
    """
    plain = _PLAIN if "style" in text or "classDef" in text else _PLAIN | {":"}
    return "".join(letter if letter.isalnum() or letter in plain else f"#{ord(letter)};" for letter in text)
