"""For programs: a list with an object for each problem; rows and columns count from 1, columns in code points."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from layer_cli.linting import Report
from layerfile.problems import Fix, Problem
from layerfile.spans import Position


def render(reports: Iterable[Report]) -> Iterator[str]:
    """All of it."""
    found = [_problem(problem, report.target.shown) for report in reports for problem in report.problems]
    yield json.dumps(found, indent=2)


def _problem(problem: Problem, shown: str) -> dict[str, Any]:
    return {
        "filename": shown,
        "code": problem.code or problem.name,
        "name": problem.name,
        "severity": problem.severity,
        "message": problem.message,
        "location": _place(problem.span.start),
        "end_location": _place(problem.span.end),
        "fix": None if problem.fix is None else _fix(problem.fix),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [
        {"content": edit.text, "location": _place(edit.span.start), "end_location": _place(edit.span.end)}
        for edit in fix.edits
    ]
    return {"message": fix.title, "edits": edits}


def _place(position: Position) -> dict[str, int]:
    return {"row": position.line, "column": position.column + 1}
