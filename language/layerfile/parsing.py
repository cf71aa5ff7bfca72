"""One file: text -> directives and problems."""

from __future__ import annotations

from dataclasses import dataclass

from layerfile.directives import Directive
from layerfile.problems import Problem


@dataclass(frozen=True, slots=True)
class Layerfile:
    """What one file says, in its order, and what is wrong with it by itself."""

    path: str
    directives: tuple[Directive, ...]
    problems: tuple[Problem, ...]


def parse(text: str, path: str = "Layerfile") -> Layerfile:
    """What `text` says. Never raises: whatever is wrong is a problem, and each line is read for itself."""
    raise NotImplementedError
