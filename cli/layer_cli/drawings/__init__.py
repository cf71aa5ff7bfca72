"""Drawings of a graph of Layerfiles, a module a format: `render(graph)` yields lines."""
