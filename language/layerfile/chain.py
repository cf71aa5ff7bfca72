"""A Layerfile and its parents: where each FROM leads, and which lead nowhere or in a ring."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from layerfile import bases
from layerfile.files import FileView
from layerfile.parsing import Layerfile, parse
from layerfile.problems import Problem
from layerfile.spans import FILE_START


@dataclass
class Chain:
    """`layerfiles`: the root parent first, the Layerfile that was asked for last.

    `problems`: what is wrong with the way from one to the next. The chain ends where a FROM leads
    nowhere.
    """

    layerfiles: list[Layerfile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def follow(path: str, files: FileView) -> Chain:
    """The chain of the Layerfile at `path`, relative to the tree's root. Each file is read once."""
    chain = Chain()
    current: str | None = path
    while current is not None:
        text = files.read(current)
        if text is None:
            message = f"{current} does not exist, or may not be read"
            chain.problems.append(Problem("no-layerfile", "error", message, FILE_START, current))
            break
        layerfile = parse(text, current)
        chain.layerfiles.insert(0, layerfile)
        current = _parent(layerfile, chain, files)
    return chain


def _parent(layerfile: Layerfile, chain: Chain, files: FileView) -> str | None:
    """The path of the parent; None, and reported if that is a mistake, where the chain ends."""
    base = layerfile.base
    if base is None or base.kind != "path":
        return None
    folder = posixpath.dirname(layerfile.path)
    parent = bases.resolve(base.base, folder, files)
    if parent is None:
        message = bases.missing(base.base, folder, files)
        chain.problems.append(Problem("from-path", "error", message, base.span, layerfile.path))
        return None
    ring = [*(one.path for one in reversed(chain.layerfiles)), parent]
    if parent not in ring[:-1]:
        return parent
    ring = ring[ring.index(parent) :]
    # Told where the ring is entered, which is the Layerfile that was asked for if it is part of it.
    entry = next(one for one in chain.layerfiles if one.path == parent)
    assert entry.base is not None
    if len(ring) == 2:
        message = f"{base.base} is this Layerfile itself: FROM needs another one, or an image"
    else:
        message = f"these Layerfiles start from each other: {' -> '.join(ring)}"
    chain.problems.append(Problem("from-cycle", "error", message, entry.base.span, entry.path))
    return None
