"""Symbols of all Layerfiles of a folder, by a part of their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from layer_server.features.outline import Symbol, symbols
from layer_server.view import View


class Found(NamedTuple):
    """A symbol, and the Layerfile's path that it is in."""

    symbol: Symbol
    container: str


def matching(view: View, query: str) -> Iterator[Found]:
    """The symbols whose names have the letters of the query in their order, whatever their case.

    Editors sort, and filter again by rules of their own.
    """
    letters = query.lower()
    for outer in symbols(view):
        for one in (outer, *outer.children):
            if _has_letters(one.name.lower(), letters):
                yield Found(one, view.path)


def _has_letters(name: str, letters: str) -> bool:
    at = 0
    for letter in letters:
        at = name.find(letter, at) + 1
        if at == 0:
            return False
    return True
