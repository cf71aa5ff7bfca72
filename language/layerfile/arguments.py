"""Arguments: what stands between blanks, with the variables in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from layerfile.spans import Span

PartKind = Literal["text", "variable", "command", "unclosed"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an argument.

    `value` is text without quotes, a variable's name, a command, or all that follows a quote that nothing closes.
    `source` is the piece as it stands in the file, continuations joined; `span` is where.
    """

    kind: PartKind
    value: str
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument.

    `source` is what stands in the file, quotes and all, continuations joined; `span` is where.
    """

    source: str
    span: Span
    _parts: tuple[Part, ...] | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it is made of, side by side."""
        if self._parts is None:
            # Most arguments are plain words: for them nothing more is kept.
            return (Part("text", self.source, self.source, self.span),)
        return self._parts

    def __str__(self) -> str:
        """The argument without its quotes, `$X` still in it."""
        if self._parts is None:
            return self.source
        return "".join(part.source if part.kind in ("variable", "command") else part.value for part in self._parts)

    @property
    def is_plain(self) -> bool:
        """Whether it is one word without quotes, escapes and variables."""
        return self._parts is None

    @property
    def is_closed(self) -> bool:
        """Whether each quote in it has its end."""
        return self._parts is None or all(part.kind != "unclosed" for part in self._parts)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables in it."""
        return tuple(part.value for part in self._parts or () if part.kind == "variable")

    @property
    def has_commands(self) -> bool:
        """Whether a command must run in the machine before the value is known."""
        return any(part.kind == "command" for part in self._parts or ())

    def expand(self, environment: Mapping[str, str]) -> str:
        """The value; a variable that is not set is empty, as in a shell."""
        if self._parts is None:
            return self.source
        return "".join(
            environment.get(part.value, "") if part.kind == "variable" else part.value for part in self._parts
        )
