"""The words of a CLONE: `DEFAULT=branch` may stand at any place among them."""

from __future__ import annotations

from typing import NamedTuple

from layerfile.arguments import Argument
from layerfile.directives import Clone

_SIGN = "DEFAULT="


class Words(NamedTuple):
    """`places`: the repository's address first, the destination last. `defaults`: those that are not behind the
    address, `DEFAULT=` included.
    """

    places: tuple[Argument, ...]
    defaults: tuple[Argument, ...]


def words_of(clone: Clone) -> Words:
    """The words of a line, in their order; none where a quote is not closed."""
    if not all(argument.is_closed for argument in clone.arguments):
        return Words((), ())
    words = [one for one in (clone.url, *clone.sources, clone.destination) if one is not None]
    places = tuple(word for word in words if not word.source.startswith(_SIGN))
    return Words(places, tuple(word for word in words if word.source.startswith(_SIGN)))
