"""What is wrong with a Layerfile, told to a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from layerfile.spans import FILE_START, Span

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: `code` names its kind and never changes, `message` says what to do."""

    code: str
    severity: Severity
    message: str
    span: Span
    path: str = "Layerfile"

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
    def single(cls, code: str, message: str, path: str = "Layerfile", span: Span = FILE_START) -> LayerfileError:
        """An error with one problem."""
        return cls((Problem(code, "error", message, span, path),))
