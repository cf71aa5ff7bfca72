"""For programs: one object; rows and columns count from 1, columns in code points. Fields are only ever added."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from layerfile.graph import Edge, Graph
from layerfile.spans import Position

VERSION = 1


def render(graph: Graph) -> Iterator[str]:
    """All of it; see docs/graph.md."""
    drawing = {
        "version": VERSION,
        "nodes": [
            {"path": node.path, "name": node.name, "steps": node.steps, "base": node.base, "image": node.image}
            for node in graph.nodes
        ],
        "edges": [_edge(edge) for edge in graph.edges],
        "cycles": graph.cycles,
        "order": graph.order,
        "blocked": graph.blocked,
        "unreadable": graph.unreadable,
    }
    yield json.dumps(drawing, indent=2)


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "kind": edge.kind,
        "source": edge.source,
        "target": edge.target,
        "written": edge.written,
        "location": _place(edge.span.start),
        "end_location": _place(edge.span.end),
        "dead_end": edge.dead_end,
    }


def _place(position: Position) -> dict[str, int]:
    return {"row": position.line, "column": position.column + 1}
