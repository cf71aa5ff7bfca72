"""A Layerfile with its parents: the steps of a run, or all that is in their way."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from layerfile import bases, image_names
from layerfile.chain import Chain, follow
from layerfile.checking import errors
from layerfile.context import Context
from layerfile.directives import Artifact, Aws, Memory
from layerfile.files import FileView
from layerfile.lanes import Lane, Step, unroll
from layerfile.layer_toml import FILE
from layerfile.parsing import Layerfile
from layerfile.problems import LayerfileError, Problem

__all__ = ["DEFAULT_MEMORY", "Context", "Lane", "Program", "Step", "load"]

DEFAULT_MEMORY = 1024**3
"""Bytes of RAM of a machine whose Layerfile has no MEMORY."""


@dataclass(frozen=True, slots=True)
class Program:
    """The steps of a run, the root parent's first; one for every directive, FROM included.

    `lane` is the machine that all begins in, before any SPLIT.
    `image` is the root parent's base, `memory` its size in bytes, `layerfiles` are the paths of
    all files that were read, the root parent's first.
    """

    path: str
    image: str
    memory: int
    lane: Lane
    layerfiles: tuple[str, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step that is done, once: as the first of those shards has it that SKIP REMAINING IF stops last."""
        return max(self.lane.leaves(), key=lambda lane: len(lane.steps)).steps

    def until(self, number: int) -> Program:
        """The same without the steps after `number`, in every shard."""
        return replace(self, lane=self.lane.until(number))


def load(path: str, files: FileView, variables: Mapping[str, str] | None = None) -> Program:
    """The program of the Layerfile at `path` (relative to the tree's root), for a run with these variables
    (`layerfile.variables`). Without, what depends on one is not known, and no SKIP REMAINING IF is looked at.

    Raises LayerfileError with all errors of the file and its parents, among them everything that
    cannot be run yet.
    """
    chain = follow(path, files)
    if not chain.layerfiles:
        raise LayerfileError.single("no-layerfile", f"{path} does not exist, or may not be read", path)
    lane, problems = unroll(chain.layerfiles, variables)
    for layerfile in chain.layerfiles:
        problems += errors(layerfile)
        problems += _unsupported(layerfile)
    problems += _dead_end(chain, files)
    if not problems:
        problems = _image_problems(chain, files)
    if problems:
        raise LayerfileError(_in_order(problems, chain))
    root = chain.layerfiles[0]
    assert root.base is not None
    return Program(
        path=path,
        image=chain.image or str(root.base.base),
        memory=_memory(root),
        lane=lane,
        layerfiles=tuple(layerfile.path for layerfile in chain.layerfiles),
    )


def _memory(root: Layerfile) -> int:
    sizes = [one.bytes for one in root.directives if isinstance(one, Memory) and one.bytes is not None]
    return sizes[-1] if sizes else DEFAULT_MEMORY


def _unsupported(layerfile: Layerfile) -> Iterator[Problem]:
    for directive in layerfile.directives:
        match directive:
            case Aws():
                message = (
                    "AWS is a feature of the hosted service, and is not run here: "
                    "use RUN aws, with the keys as SECRET ENV"
                )
            case Artifact():
                message = f"{directive.keyword} cannot be run yet"
            case _:
                continue
        yield Problem("not-supported-yet", "error", message, directive.span, layerfile.path)


def _dead_end(chain: Chain, files: FileView) -> Iterator[Problem]:
    """Why a FROM that names a path leads nowhere."""
    end = chain.dead_end
    if end is None:
        return
    # Of a ring it is told where that is entered: at the Layerfile that was asked for, if it is part of it.
    first = next((one for one in chain.layerfiles if end.ring and one.path == end.ring[0]), end.layerfile)
    path, base = first.path, first.base
    assert base is not None
    assert base.base is not None
    if end.reason == "ring":
        message = f"these Layerfiles start from each other: {' -> '.join(end.ring)}"
        if len(end.ring) == 2:
            message = f"{base.base} is this Layerfile itself: FROM needs another one, or an image"
        yield Problem("from-cycle", "error", message, base.base.span, path)
    elif end.target:
        message = f"{base.base} stands for {end.target} in {FILE}, and there is no such Layerfile"
        yield Problem("from-missing-layerfile", "error", message, base.base.span, path)
    else:
        message = bases.missing(str(base.base), posixpath.dirname(path), files)
        yield Problem("from-missing-layerfile", "error", message, base.base.span, path)


def _image_problems(chain: Chain, files: FileView) -> list[Problem]:
    root = chain.layerfiles[0]
    base = root.base
    if base is None or base.base is None:
        return []
    # Raises where the table is wrong: following is lenient, or no editor could show a file.
    image_names.read_images(files)
    if chain.image is not None:
        return []
    message = image_names.unknown(str(base.base), files)
    return [Problem("from-unknown", "error", message, base.base.span, root.path)]


def _in_order(problems: Iterable[Problem], chain: Chain) -> list[Problem]:
    """Parents' problems first, each file's from top to bottom."""
    order = {layerfile.path: index for index, layerfile in enumerate(chain.layerfiles)}
    return sorted(problems, key=lambda problem: (order.get(problem.path, -1), problem.span))
