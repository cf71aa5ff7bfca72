"""A Layerfile with its parents: the steps of a run, or all that is in their way."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from layerfile import bases
from layerfile.chain import Chain, follow
from layerfile.checking import errors
from layerfile.context import Context, apply
from layerfile.directives import (
    Cache,
    Copy,
    Directive,
    Docker,
    Env,
    From,
    Memory,
    Run,
    SecretEnv,
    Unknown,
    User,
    Workdir,
)
from layerfile.files import FileView
from layerfile.parsing import Layerfile
from layerfile.problems import LayerfileError, Problem

__all__ = ["DEFAULT_MEMORY", "Context", "Program", "Step", "load"]

DEFAULT_MEMORY = 1024**3
"""Bytes of RAM of a machine whose Layerfile has no MEMORY."""


@dataclass(frozen=True, slots=True)
class Step:
    """One directive of a program; `values` are those of its arguments (see `context.Applied`).

    `number` counts from 0 in the program. `layerfile` and `folder` (relative to the tree's root,
    "" for the root itself) say where it stands. `context` is in force before it. `own`: in the
    Layerfile that was asked for, not in a parent of it.
    """

    number: int
    layerfile: str
    folder: str
    directive: Directive
    context: Context
    values: tuple[str, ...] = ()
    own: bool = True

    @property
    def line(self) -> int:
        """The line in its Layerfile, from 1."""
        return self.directive.span.start.line

    @property
    def text(self) -> str:
        """As a person would show it."""
        return self.directive.text

    @property
    def normalised(self) -> str:
        """What its identity is made of."""
        return self.directive.normalised


@dataclass(frozen=True, slots=True)
class Program:
    """The steps of a run, the root parent's first; one for every directive, FROM included.

    `image` is the root parent's base, `memory` its size in bytes, `layerfiles` are the paths of
    all files that were read, the root parent's first.
    """

    path: str
    image: str
    memory: int
    steps: tuple[Step, ...]
    layerfiles: tuple[str, ...]


def load(path: str, files: FileView) -> Program:
    """The program of the Layerfile at `path` (relative to the tree's root).

    Raises LayerfileError with all errors of the file and its parents, among them everything that
    cannot be run yet.
    """
    chain = follow(path, files)
    if not chain.layerfiles:
        raise LayerfileError.single("no-layerfile", f"{path} does not exist, or may not be read", path)
    steps, problems = _steps(chain.layerfiles)
    for layerfile in chain.layerfiles:
        problems += errors(layerfile)
        problems += _unsupported(layerfile)
    problems += _dead_end(chain, files)
    if not problems:
        problems = _image_problems(chain.layerfiles[0])
    if problems:
        raise LayerfileError(_in_order(problems, chain))
    root = chain.layerfiles[0]
    assert root.base is not None
    return Program(
        path=path,
        image=str(root.base.base),
        memory=_memory(root),
        steps=steps,
        layerfiles=tuple(layerfile.path for layerfile in chain.layerfiles),
    )


def _steps(layerfiles: tuple[Layerfile, ...]) -> tuple[tuple[Step, ...], list[Problem]]:
    context = Context()
    steps: list[Step] = []
    problems: list[Problem] = []
    for layerfile in layerfiles:
        folder = posixpath.dirname(layerfile.path)
        own = layerfile is layerfiles[-1]
        for directive in layerfile.directives:
            applied = apply(directive, context, layerfile.path)
            steps.append(Step(len(steps), layerfile.path, folder, directive, context, applied.values, own))
            problems += applied.problems
            context = applied.context
    return tuple(steps), problems


def _memory(root: Layerfile) -> int:
    sizes = [one.bytes for one in root.directives if isinstance(one, Memory) and one.bytes is not None]
    return sizes[-1] if sizes else DEFAULT_MEMORY


def _unsupported(layerfile: Layerfile) -> Iterator[Problem]:
    for directive in layerfile.directives:
        message = f"{directive.keyword} cannot be run yet"
        match directive:
            case From() | Run() | Copy() | Cache() | Workdir() | User() | SecretEnv() | Memory() | Docker() | Unknown():
                continue
            case Env(pairs=pairs):
                run = next((pair for pair in pairs if pair.value is not None and pair.value.has_commands), None)
                if run is None:
                    continue
                message = f"{run.name}: a command in ENV cannot be run yet; give the value itself"
            case _:
                pass
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
    else:
        message = bases.missing(str(base.base), posixpath.dirname(path), files)
        yield Problem("from-missing-layerfile", "error", message, base.base.span, path)


def _image_problems(root: Layerfile) -> list[Problem]:
    base = root.base
    if base is None or base.kind == "image":
        return []
    message = (
        f"{base.base} is not known: names like this will be looked up in the configuration, "
        "which is not there yet; start from an image such as vm/debian:12, or from a path"
    )
    return [Problem("from-unknown", "error", message, base.span, root.path)]


def _in_order(problems: Iterable[Problem], chain: Chain) -> list[Problem]:
    """Parents' problems first, each file's from top to bottom."""
    order = {layerfile.path: index for index, layerfile in enumerate(chain.layerfiles)}
    return sorted(problems, key=lambda problem: (order.get(problem.path, -1), problem.span))
