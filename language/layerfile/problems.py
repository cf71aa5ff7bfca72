"""What is wrong with a Layerfile, told to a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from layerfile.spans import FILE_START, Span

if TYPE_CHECKING:
    from layerfile.directives import Directive

Severity = Literal["error", "warning", "info", "hint"]


class Edit(NamedTuple):
    """Put `text` in the place of what stands at `span`; a span without length inserts.

    `directive`: the one that the span stands in, where that is another one than the finding's. A problem's edits
    have none: their spans are those of the file.
    """

    span: Span
    text: str
    directive: Directive | None = None


class Fix(NamedTuple):
    """What can be done about a problem without a second thought: `title` says it, the edits do it."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    `name` is that of the rule (`split-count`), `code` its number (`LF501`); both never change. What comes from no
    rule has no code. `message` says what to do.
    """

    name: str
    severity: Severity
    message: str
    span: Span
    path: str = "Layerfile"
    code: str = ""
    fix: Fix | None = None

    def __str__(self) -> str:
        """`Layerfile:3:1: error: ...`; lines and columns count from 1, as editors show them."""
        at = self.span.start
        return f"{self.path}:{at.line}:{at.column + 1}: {self.severity}: {self.message}"


class LayerfileError(Exception):
    """The Layerfile cannot be used; each of `problems` says why and where."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        """One line for each problem."""
        return "\n".join(map(str, self.problems))

    @classmethod
    def single(cls, name: str, message: str, path: str = "Layerfile", span: Span = FILE_START) -> LayerfileError:
        """An error with one problem."""
        return cls((Problem(name, "error", message, span, path),))
