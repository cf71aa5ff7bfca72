"""What is wrong with a directive whose parts are judged together, so that each mistake is told by one rule only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span


class Mistake(NamedTuple):
    """`rule` is the name of the rule that it belongs to."""

    rule: str
    message: str
    span: Span
    fix: Fix | None = None


def found_by(rule: Rule, mistakes: Iterable[Mistake]) -> Findings:
    """The findings of one of the rules."""
    for mistake in mistakes:
        if mistake.rule == rule.name:
            yield Finding(mistake.message, mistake.span, mistake.fix)


def short(text: str) -> str:
    """As much of a text as a message can show."""
    return text if len(text) <= 60 else f"{text[:59]}…"
