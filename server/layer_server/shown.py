"""What was said last of each document: what is still true of it is not put into the editor's words again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from lsprotocol import types

from layer_server.view import View
from layerfile.problems import Problem

Convert = Callable[[Sequence[Problem], View], list[types.Diagnostic]]


@dataclass(frozen=True, slots=True)
class Shown:
    """`name` is another one where anything is. `lines` are those of the text that the problems are in."""

    name: str
    problems: Sequence[Problem]
    lines: Sequence[str]
    diagnostics: list[types.Diagnostic]


class Said:
    """By URI; `convert` puts problems into the editor's words."""

    def __init__(self, convert: Convert) -> None:
        self._convert = convert
        self._known: dict[str, Shown] = {}
        self._names = count(1)

    def of(self, view: View, problems: Sequence[Problem]) -> Shown:
        """What is to be said of a document now."""
        uri, lines = view.document.uri, view.document.lines
        last = self._known.get(uri)
        if last is None:
            found = self._new(problems, lines, self._convert(problems, view))
        elif last.problems == problems and _same_places(last, lines):
            return last
        else:
            begin, end = _same(last, problems, lines)
            rest = len(problems) - end
            new = self._convert(problems[begin:rest], view)
            kept = len(last.diagnostics)
            found = self._new(problems, lines, last.diagnostics[:begin] + new + last.diagnostics[kept - end :])
        self._known[uri] = found
        return found

    def forget(self, uri: str) -> None:
        """A document was closed."""
        self._known.pop(uri, None)

    def _new(self, problems: Sequence[Problem], lines: Sequence[str], shown: list[types.Diagnostic]) -> Shown:
        return Shown(str(next(self._names)), problems, lines, shown)


def _same(last: Shown, problems: Sequence[Problem], lines: Sequence[str]) -> tuple[int, int]:
    """How many problems at the start and at the end are the same, in lines that are."""
    most = min(len(last.problems), len(problems))
    begin = 0
    while begin < most and _is_same(last, last.problems[begin], problems[begin], lines):
        begin += 1
    end = 0
    while end < most - begin and _is_same(last, last.problems[-1 - end], problems[-1 - end], lines):
        end += 1
    return begin, end


def _same_places(last: Shown, lines: Sequence[str]) -> bool:
    return all(_has_same_lines(last.lines, one, lines) for one in last.problems)


def _is_same(last: Shown, old: Problem, new: Problem, lines: Sequence[str]) -> bool:
    return old == new and _has_same_lines(last.lines, old, lines)


def _has_same_lines(old: Sequence[str], problem: Problem, new: Sequence[str]) -> bool:
    """Whether columns of the first and the last line of a problem are still counted in the same text."""
    for line in (problem.span.start_line, problem.span.end_line):
        if line > len(old) or line > len(new):
            # What lies behind the end is shown at the end.
            return False
        # Most often it is the same object.
        if old[line - 1] != new[line - 1]:
            return False
    return True
