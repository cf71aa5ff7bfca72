"""The parents of a Layerfile that is read already: its own text is not read again for them."""

from __future__ import annotations

from collections.abc import Iterator

from layerfile.chain import Chain, follow
from layerfile.directives import Directive, From
from layerfile.outline import Outline
from layerfile.parsing import Layerfile
from layerfile.surroundings import Surroundings


def base_of(file: Outline) -> From | None:
    """The FROM that counts, if it names a path that is known before the run."""
    base = next(iter(file.of(From)), None)
    if base is None or base.kind != "path" or base.base is None:
        return None
    return base if base.base.is_closed and not base.base.variables else None


def parents(file: Outline, surroundings: Surroundings) -> tuple[Layerfile, ...]:
    """What a Layerfile starts from, the root parent first, as far as that is known."""
    return _chain(file, surroundings).layerfiles


def directives_above(file: Outline, surroundings: Surroundings) -> Iterator[Directive]:
    """All directives of the parents, in the order in which they are run."""
    for parent in parents(file, surroundings):
        yield from parent.directives


def starts_from_image(file: Outline, surroundings: Surroundings) -> bool:
    """Whether all parents are known down to an image: what a library's entry holds is not known here."""
    base = next(iter(file.of(From)), None)
    if base is not None and base.kind == "path":
        chain = _chain(file, surroundings)
        base = chain.layerfiles[0].base if chain.is_whole else None
    return base is not None and base.kind == "image"


def ring_of(file: Outline, surroundings: Surroundings) -> tuple[str, ...]:
    """The paths of the FROMs that lead from a Layerfile back to itself, which is named first and last; else nothing."""
    end = _chain(file, surroundings).dead_end
    if end is None or surroundings.path not in end.ring:
        return ()
    ring = end.ring[:-1]
    at = ring.index(surroundings.path)
    return (*ring[at:], *ring[:at], surroundings.path)


def _chain(file: Outline, surroundings: Surroundings) -> Chain:
    base = base_of(file)
    path = None if base is None else surroundings.layerfile_at(str(base.base))
    return Chain() if path in (None, surroundings.path) else follow(str(path), surroundings.files)
