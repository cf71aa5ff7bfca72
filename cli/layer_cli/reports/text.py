"""For people: place, rule and message, the line, and what of it is meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from layer_cli.linting import Report
from layer_cli.terminal import harmless
from layerfile.problems import Problem
from layerfile.spans import FILE_START, LINE_END

_WIDTH = 160


def render(reports: Iterable[Report]) -> Iterator[str]:
    """A paragraph for each problem."""
    for report in reports:
        lines = LINE_END.split(report.text) if report.problems else []
        for problem in report.problems:
            yield from _problem(problem, report.target.shown, lines)


def _problem(problem: Problem, shown: str, lines: list[str]) -> Iterator[str]:
    at = problem.span.start
    code = f"{problem.code} " if problem.code else ""
    message = f"{shown}:{at.line}:{at.column + 1}: {code}{problem.severity}: {problem.message} [{problem.name}]"
    yield harmless(message)
    if problem.span is not FILE_START and at.line <= len(lines):
        yield from _excerpt(problem, lines[at.line - 1])
    if problem.fix is not None:
        yield harmless(f"  = fix: {problem.fix.title}")


def _excerpt(problem: Problem, line: str) -> Iterator[str]:
    number = str(problem.span.start_line)
    margin = " " * len(number)
    start = problem.span.start_column
    end = problem.span.end_column if problem.span.end_line == problem.span.start_line else len(line)
    first = max(0, start - _WIDTH // 2)
    shown = line[first : first + _WIDTH]
    before, meant = line[first:start], line[start : min(end, first + _WIDTH)]
    yield f"{margin} |"
    yield harmless(f"{number} | {shown}")
    blanks = "".join("\t" if character == "\t" else " " * _cells(character) for character in harmless(before))
    yield f"{margin} | {blanks}{'^' * max(1, sum(map(_cells, harmless(meant))))}"


def _cells(character: str) -> int:
    """How many columns of a terminal a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
