"""Patterns for names: `*`, `?`, `[...]` and `\\` within a name, `**` for any number of folders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from layer_cache.observations import encode
from layer_cache.tree import SourceTree
from layerfile.ignore_patterns import translate

_SPECIAL = re.compile(r"[*?\[\\]")


def is_pattern(source: str) -> bool:
    """Whether the source is to be matched rather than taken as it is."""
    return _SPECIAL.search(source) is not None


def expand(pattern: str, tree: SourceTree) -> list[str]:
    """The paths of the tree that match, in the order of their bytes."""
    return sorted(set(_expand("", pattern.split("/"), tree)), key=encode)


def _expand(folder: str, components: list[str], tree: SourceTree) -> Iterator[str]:
    first, rest = components[0], components[1:]
    below = f"{folder}/" if folder else ""
    if first == "**":
        if rest:
            yield from _expand(folder, rest, tree)
        for name, kind in (tree.names(folder) or {}).items():
            if kind == "dir":
                yield from _expand(below + name, components, tree)
            elif not rest:
                yield below + name
        return
    if is_pattern(first):
        expression = re.compile(translate(first), re.DOTALL)
        names = [name for name in tree.names(folder) or {} if expression.fullmatch(name)]
    else:
        names = [first]
    for name in names:
        path = below + name
        if not rest:
            if tree.lookup(path) is not None:
                yield path
        else:
            yield from _expand(path, rest, tree)
