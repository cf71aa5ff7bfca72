"""The syntax tree of what a RUN runs (tree-sitter-bash)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import accumulate

import tree_sitter
from tree_sitter import Tree


@lru_cache(maxsize=256)
def parse(command: str) -> tuple[Tree, Callable[[int], int]]:
    """The tree of a shell command, and a function from its bytes to offsets in the command."""
    data = command.encode("utf-8", "replace")
    tree = _parser().parse(data)
    if len(data) == len(command):
        return tree, int
    # Each byte counts for the character that it begins.
    counts = list(accumulate((byte & 0xC0 != 0x80 for byte in data), initial=0))
    return tree, counts.__getitem__


@cache
def _parser() -> tree_sitter.Parser:
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))
