"""For GitHub Actions: workflow commands, which show each problem beside its line.

Source of the form: GitHub's documentation, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layer_cli.linting import Report
from layerfile.problems import Problem

_LEVELS = {"error": "error", "warning": "warning", "info": "notice", "hint": "notice"}


def render(reports: Iterable[Report]) -> Iterator[str]:
    """A line for each problem."""
    for report in reports:
        for problem in report.problems:
            yield _problem(problem, report.target.shown)


def _problem(problem: Problem, shown: str) -> str:
    span = problem.span
    properties = {
        "file": shown,
        "line": span.start_line,
        "endLine": span.end_line,
        "col": span.start_column + 1,
        "endColumn": span.end_column + 1,
        "title": f"{problem.code} {problem.name}".strip(),
    }
    if span.end_line != span.start_line:
        # Columns are only read where they are of one line.
        del properties["col"], properties["endColumn"]
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_LEVELS[problem.severity]} {written}::{_data(problem.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
