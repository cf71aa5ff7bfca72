"""A Layerfile and its parents: where each FROM leads, and which leads nowhere or in a ring."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from layerfile import bases, image_names
from layerfile.files import FileView
from layerfile.parsing import Layerfile, parse

Reason = Literal["missing", "outside", "ring"]


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """Why a chain ends at a FROM that names a path, or what `layer.toml` says is one.

    `layerfile` is the one whose FROM it is. `ring`: the paths from a Layerfile to itself, both named. `target`: the
    path, if it is `layer.toml` that has it.
    """

    reason: Reason
    layerfile: Layerfile
    ring: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """`layerfiles`: the root parent first, the Layerfile that was asked for last; none, if there is no such file.

    `dead_end`: why there is not one more parent before the first, if its FROM names a path. `image`: what the root
    parent starts from, if that is one, as `layer.toml` has it.
    """

    layerfiles: tuple[Layerfile, ...] = ()
    dead_end: DeadEnd | None = None
    image: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the root parent starts from an image or a library's entry."""
        if self.dead_end is not None or not self.layerfiles:
            return False
        base = self.layerfiles[0].base
        return base is not None and base.kind is not None and base.kind != "path"


def follow(path: str, files: FileView) -> Chain:
    """The chain of the Layerfile at `path`, relative to the tree's root. Each file is read once."""
    layerfiles: list[Layerfile] = []
    text = files.read(path)
    while text is not None:
        layerfile = _parse(text, path)
        layerfiles.insert(0, layerfile)
        base = layerfile.base
        if base is None or base.base is None:
            return Chain(tuple(layerfiles))
        target = ""
        if base.kind == "path":
            parent = bases.resolve(str(base.base), posixpath.dirname(path), files)
        else:
            name = str(base.base)
            target = image_names.target_of(name, files) or ("" if base.kind == "library" else name)
            if not target or bases.kind_of(target) == "image":
                return Chain(tuple(layerfiles), image=target or None)
            parent = bases.resolve(f"/{target}", "", files)
        if parent is None:
            inside = bool(target) or bases.inside(str(base.base), posixpath.dirname(path)) is not None
            return Chain(tuple(layerfiles), DeadEnd("missing" if inside else "outside", layerfile, target=target))
        ring = [*(one.path for one in reversed(layerfiles)), parent]
        if parent in ring[:-1]:
            return Chain(tuple(layerfiles), DeadEnd("ring", layerfile, tuple(ring[ring.index(parent) :])))
        path = parent
        text = files.read(path)
        if text is None:
            # It is there, but may not be read.
            return Chain(tuple(layerfiles), DeadEnd("missing", layerfile))
    return Chain()


@lru_cache(maxsize=64)
def _parse(text: str, path: str) -> Layerfile:
    """While a file is edited its parents stay what they are."""
    return parse(text, path)
