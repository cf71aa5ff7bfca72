"""Arguments with variables in them, as far as they are known before a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PartKind = Literal["text", "variable", "command"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an argument: `value` is text without quotes, a variable's name, or a command.

    `source` is the piece as it stands in the file, continuations joined.
    """

    kind: PartKind
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Template:
    """One argument, made of parts that stand side by side."""

    parts: tuple[Part, ...] = ()

    def __str__(self) -> str:
        """The argument without its quotes, `$X` still in it."""
        return "".join(part.value if part.kind == "text" else part.source for part in self.parts)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables in it."""
        return tuple(part.value for part in self.parts if part.kind == "variable")

    @property
    def has_commands(self) -> bool:
        """Whether a command must run in the machine before the value is known."""
        return any(part.kind == "command" for part in self.parts)

    def expand(self, environment: Mapping[str, str]) -> str:
        """The value; a variable that is not set is empty, as in a shell."""
        return "".join(
            environment.get(part.value, "") if part.kind == "variable" else part.value for part in self.parts
        )
