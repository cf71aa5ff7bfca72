"""A whole file, so that a rule finds the directives that it is about without reading all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from re import compile as pattern
from typing import TypeVar

from layerfile.directives import Button, Directive, Docker, From, Run, Unknown

D = TypeVar("D", bound=Directive)

_VARIABLE = pattern(r"\$(?:\{[!#]?)?([A-Za-z_][A-Za-z0-9_]*)")
_NO_NAMES: frozenset[str] = frozenset()


def names_used(directive: Directive) -> frozenset[str]:
    """The variables that a directive may look at: `$X` and `${X...}`, wherever a value could stand."""
    if "$" not in directive.source or isinstance(directive, From | Button | Docker | Unknown):
        return _NO_NAMES
    text = directive.command if isinstance(directive, Run) else directive.source
    return frozenset(_VARIABLE.findall(text))


class Outline:
    """The directives of the Layerfile at `path` in their order.

    `names`: of each directive, what `names_used` says.
    """

    def __init__(
        self, path: str, directives: Sequence[Directive], names: Iterable[frozenset[str]] | None = None
    ) -> None:
        self.path = path
        self.directives = directives
        self._names = list(map(names_used, directives) if names is None else names)

    @cached_property
    def _by_type(self) -> dict[type[Directive], list[Directive]]:
        result: dict[type[Directive], list[Directive]] = {}
        for directive in self.directives:
            result.setdefault(type(directive), []).append(directive)
        return result

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {id(directive): number for number, directive in enumerate(self.directives)}

    @cached_property
    def uses(self) -> dict[str, list[Directive]]:
        """The directives that look at a variable, by its name, in their order."""
        result: dict[str, list[Directive]] = {}
        for directive, names in zip(self.directives, self._names, strict=True):
            for name in names:
                result.setdefault(name, []).append(directive)
        return result

    def of(self, kind: type[D]) -> list[D]:
        """All directives of one kind, in their order."""
        return self._by_type.get(kind, [])  # type: ignore[return-value]

    def number(self, directive: Directive) -> int:
        """Its place among the directives, from 0."""
        return self._numbers[id(directive)]

    def is_after(self, directive: Directive, other: Directive) -> bool:
        """Whether the first stands further down than the second."""
        return self.number(directive) > self.number(other)

    def before(self, directive: Directive) -> Sequence[Directive]:
        """What stands further up."""
        return self.directives[: self.number(directive)]

    def after(self, directive: Directive) -> Sequence[Directive]:
        """What stands further down."""
        return self.directives[self.number(directive) + 1 :]
