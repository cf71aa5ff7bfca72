"""The secrets that a program names, and which of them nobody has set.

What their values are is no affair of a Layerfile; whoever loads one knows which names there are.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from layerfile.directives import SecretEnv
from layerfile.problems import Problem
from layerfile.program import Program, Step


def named(step: Step) -> tuple[str, ...]:
    """The secrets that a step hands to those after it; most steps hand none."""
    return tuple(map(str, step.directive.items)) if isinstance(step.directive, SecretEnv) else ()


def wanted(program: Program) -> frozenset[str]:
    """The secrets that a run of the program needs."""
    return frozenset(name for step in program.steps for name in named(step))


def handed_out(program: Program, before: int) -> tuple[str, ...]:
    """The secrets that a machine was told by the steps up to number `before`, sorted.

    A later ENV may hide one from the steps; what was told stays in the machine's memory.
    """
    return tuple(sorted({name for step in program.steps[:before] for name in named(step)}))


def unset(program: Program, known: Container[str]) -> tuple[Problem, ...]:
    """An error for each secret that is not `known`, where it is named first."""
    return tuple(_unset(program, known))


def _unset(program: Program, known: Container[str]) -> Iterator[Problem]:
    told: set[str] = set()
    for step in program.steps:
        if not isinstance(step.directive, SecretEnv):
            continue
        for item in step.directive.items:
            name = str(item)
            if name in known or name in told:
                continue
            told.add(name)
            message = f"the secret {name} is not set on this machine: set it with `layer secret set {name}`"
            yield Problem("secret-not-set", "error", message, item.span, step.layerfile)
