"""For code scanners: SARIF 2.1.0 (OASIS standard), one run with a rule for each that has found something."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from layer_cli.linting import Report
from layerfile.problems import Edit, Problem
from layerfile.rules import all_rules
from layerfile.rules.pages import page
from layerfile.spans import Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note", "hint": "note"}


def render(reports: Iterable[Report]) -> Iterator[str]:
    """All of it."""
    found = [(problem, report) for report in reports for problem in report.problems]
    names = sorted({(problem.code or problem.name, problem.name) for problem, _ in found})
    numbers = {code: number for number, (code, _) in enumerate(names)}
    driver = {"name": "layer", "version": version("layerfile"), "rules": [_rule(*name) for name in names]}
    results = [_result(problem, report, numbers) for problem, report in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str, name: str) -> dict[str, Any]:
    rule = all_rules().get(name)
    if rule is None:
        return {"id": code, "name": name}
    said = page(rule)
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": said.summary},
        "help": {"text": said.markdown, "markdown": said.markdown},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(problem: Problem, report: Report, numbers: dict[str, int]) -> dict[str, Any]:
    code = problem.code or problem.name
    where = {"uri": _uri(report.target.shown)}
    result: dict[str, Any] = {
        "ruleId": code,
        "ruleIndex": numbers[code],
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": {"artifactLocation": where, "region": _region(problem.span)}}],
    }
    if problem.fix is not None:
        changes = [{"artifactLocation": where, "replacements": [_replacement(edit) for edit in problem.fix.edits]}]
        result["fixes"] = [{"description": {"text": problem.fix.title}, "artifactChanges": changes}]
    return result


def _replacement(edit: Edit) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.start_line,
        "startColumn": span.start_column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }


def _uri(shown: str) -> str:
    """Relative as long as the path is."""
    return Path(shown).as_uri() if shown.startswith("/") else quote(shown)
