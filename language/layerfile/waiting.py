"""What a Layerfile waits for: the ones that its WAIT names, and the rings that WAIT and FROM can make."""

from __future__ import annotations

import posixpath
from collections import deque
from functools import lru_cache

from layerfile import bases
from layerfile.arguments import Argument
from layerfile.directives import Wait
from layerfile.parsing import parse
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import remove
from layerfile.slips import slip_of
from layerfile.spans import Span
from layerfile.surroundings import Surroundings

_MOST_FILES = 1000


def is_known(item: Argument) -> bool:
    """Whether a path says before the run what it means."""
    return item.is_closed and not item.variables and str(item) != ""


@lru_cache(maxsize=256)
def _paths(text: str) -> tuple[tuple[bool, str], ...]:
    """The paths that a Layerfile's text waits for, and whether WAIT names them, not FROM."""
    layerfile = parse(text)
    found: list[tuple[bool, str]] = []
    base = layerfile.base
    if base is not None and base.kind == "path" and base.base is not None and is_known(base.base):
        found.append((False, str(base.base)))
    for directive in layerfile.directives:
        if isinstance(directive, Wait):
            found += [(True, str(item)) for item in directive.items if is_known(item)]
    return tuple(found)


def ring_through(start: str, waits: bool, surroundings: Surroundings) -> tuple[str, ...]:
    """The way from the Layerfile at `start` back to the one in the middle, both named; empty if there is none.

    `waits`: the middle one waits for `start`, and does not start from it. A ring that FROM makes alone is none.
    """
    goal, files = surroundings.path, surroundings.files
    before: dict[tuple[str, bool], tuple[str, bool] | None] = {(start, waits): None}
    queue = deque([(start, waits)])
    while queue and len(before) < _MOST_FILES:
        here = queue.popleft()
        path, waited = here
        text = files.read(path)
        for by_wait, named in _paths(text) if text is not None else ():
            target = bases.resolve(named, posixpath.dirname(path), files)
            if target is None:
                continue
            there = (target, waited or by_wait)
            if target == goal:
                if there[1]:
                    return (*_way(before, here), goal)
            elif there not in before:
                before[there] = here
                queue.append(there)
    return ()


def _way(before: dict[tuple[str, bool], tuple[str, bool] | None], end: tuple[str, bool]) -> tuple[str, ...]:
    way = []
    place: tuple[str, bool] | None = end
    while place is not None:
        way.append(place[0])
        place = before[place]
    return tuple(reversed(way))


def near_miss(path: str, surroundings: Surroundings) -> str | None:
    """The path of a Layerfile that is written nearly like one that leads nowhere."""
    inside = surroundings.resolve(path)
    if inside is None:
        return None
    folder, name = posixpath.split(inside)
    written_in = posixpath.dirname(path.rstrip("/"))
    if surroundings.files.kind(inside) == "dir":
        folder, name, written_in = inside, "Layerfile", path
    names = surroundings.files.names(folder)
    near = next((one for one in names if one.lower() == name.lower()), None) or slip_of(name, names, shortest=4)
    written = None if near is None else posixpath.join(written_in, near)
    return None if written is None or surroundings.layerfile_at(written) is None else written


def without(wait: Wait, number: int) -> Fix:
    """A fix that takes one of the paths out of a WAIT, or all of it if it names no other."""
    if len(wait.items) == 1:
        return remove("Leave the line out", wait)
    item = wait.items[number]
    if number:
        place = Span.between(wait.items[number - 1].span.end, item.span.end)
    else:
        place = Span.between(item.span.start, wait.items[1].span.start)
    return Fix(f"Leave {item} out", (Edit(place, "", wait),))
