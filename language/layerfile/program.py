"""A Layerfile with its parents: the steps of a run."""

from __future__ import annotations

from dataclasses import dataclass

from layerfile.directives import Directive
from layerfile.files import FileView
from layerfile.problems import Problem

DEFAULT_MEMORY = 1024**3
"""Bytes of RAM of a machine whose Layerfile has no MEMORY."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is in force before a step: what ENV, WORKDIR and USER have said so far."""

    env: tuple[tuple[str, str], ...] = ()
    workdir: str = "/root"
    user: str = "root"


@dataclass(frozen=True, slots=True)
class Step:
    """One directive of a program.

    `number` counts from 0 in the program. `layerfile` and `folder` (relative to the tree's root,
    "" for the root itself) say where it stands. `own`: in the Layerfile that was asked for, not
    in a parent of it.
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
    """All steps, the root parent's first. `memory` in bytes."""

    path: str
    image: str
    memory: int
    steps: tuple[Step, ...]
    layerfiles: tuple[str, ...]


def load(path: str, files: FileView) -> Program:
    """The program of the Layerfile at `path` (relative to the tree's root). Raises LayerfileError."""
    raise NotImplementedError


def check(path: str, files: FileView) -> tuple[Problem, ...]:
    """All that is wrong with the Layerfile at `path`, and with what it names in FROM. Never raises."""
    raise NotImplementedError
