"""A Layerfile with its parents: the steps of a run, or all that is in their way."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, replace

from layerfile.chain import Chain, follow
from layerfile.context import Context, apply
from layerfile.directives import Directive, From, Memory
from layerfile.files import FileView
from layerfile.parsing import Layerfile
from layerfile.problems import LayerfileError, Problem

__all__ = ["DEFAULT_MEMORY", "Context", "Program", "Step", "check", "load"]

DEFAULT_MEMORY = 1024**3
"""Bytes of RAM of a machine whose Layerfile has no MEMORY."""


@dataclass(frozen=True, slots=True)
class Step:
    """One directive of a program, its variables expanded.

    `number` counts from 0 in the program. `layerfile` and `folder` (relative to the tree's root,
    "" for the root itself) say where it stands. `context` is in force before it. `own`: in the
    Layerfile that was asked for, not in a parent of it.
    """

    number: int
    layerfile: str
    folder: str
    directive: Directive
    context: Context
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
    steps, step_problems = _steps(chain.layerfiles)
    problems = [
        *(problem for layerfile in chain.layerfiles for problem in layerfile.problems),
        *chain.problems,
        *step_problems,
    ]
    found = [
        replace(problem, severity="error")
        for problem in problems
        if problem.severity == "error" or problem.code == "not-supported-yet"
    ]
    if not found:
        found = _image_problems(chain.layerfiles[0])
    if found:
        raise LayerfileError(_in_order(found, chain))
    root = chain.layerfiles[0]
    assert root.base is not None
    return Program(
        path=path,
        image=root.base.base,
        memory=_memory(root),
        steps=steps,
        layerfiles=tuple(layerfile.path for layerfile in chain.layerfiles),
    )


def check(path: str, files: FileView) -> tuple[Problem, ...]:
    """All that is wrong with the Layerfile at `path`, and with what it names in FROM. Never raises."""
    chain = follow(path, files)
    if not chain.layerfiles:
        return tuple(chain.problems)
    own = chain.layerfiles[-1]
    _, step_problems = _steps(chain.layerfiles)
    everything = [
        *(problem for layerfile in chain.layerfiles for problem in layerfile.problems),
        *chain.problems,
        *step_problems,
    ]
    problems = [problem for problem in everything if problem.path == path]
    problems += _child_problems(own)
    problems += _parent_problems(own, [problem for problem in everything if problem.path != path])
    return tuple(sorted(problems, key=lambda problem: (problem.span.start, problem.span.end)))


def _steps(layerfiles: list[Layerfile]) -> tuple[tuple[Step, ...], list[Problem]]:
    context = Context()
    steps: list[Step] = []
    problems: list[Problem] = []
    for layerfile in layerfiles:
        folder = posixpath.dirname(layerfile.path)
        for directive in layerfile.directives:
            applied = apply(directive, context, layerfile.path)
            own = layerfile is layerfiles[-1]
            steps.append(Step(len(steps), layerfile.path, folder, applied.directive, context, own))
            problems += applied.problems
            context = applied.context
    return tuple(steps), problems


def _memory(root: Layerfile) -> int:
    sizes = [one.bytes for one in root.directives if isinstance(one, Memory)]
    return sizes[-1] if sizes else DEFAULT_MEMORY


def _image_problems(root: Layerfile) -> list[Problem]:
    base = root.base
    if base is None or base.kind == "image":
        return []
    message = (
        f"{base.base} is not known: names like this will be looked up in the configuration, "
        "which is not there yet; start from an image such as vm/debian:12, or from a path"
    )
    return [Problem("from-unknown", "error", message, base.span, root.path)]


def _child_problems(own: Layerfile) -> Iterable[Problem]:
    """What is wrong because this Layerfile has a parent."""
    base = own.base
    if base is None or base.kind == "image" or any(one.code == "from-image" for one in own.problems):
        return
    for directive in own.directives:
        if isinstance(directive, Memory):
            message = f"MEMORY counts only where the machine starts: put it into {base.base}"
            yield Problem("memory-in-child", "warning", message, directive.span, own.path)


def _parent_problems(own: Layerfile, elsewhere: list[Problem]) -> Iterable[Problem]:
    """The first error of a parent, told at the FROM that leads there."""
    errors = [problem for problem in elsewhere if problem.severity == "error"]
    if errors and isinstance(own.base, From):
        message = f"the Layerfile that this one starts from has an error: {errors[0]}"
        yield Problem("from-parent", "error", message, own.base.span, own.path)


def _in_order(problems: list[Problem], chain: Chain) -> list[Problem]:
    """Parents' problems first, each file's from top to bottom."""
    order = {layerfile.path: index for index, layerfile in enumerate(chain.layerfiles)}
    return sorted(problems, key=lambda problem: (order.get(problem.path, -1), problem.span.start))
