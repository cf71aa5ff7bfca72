"""The page of a rule: its module's docstring, with what the rule says of itself."""

from __future__ import annotations

import sys
from typing import NamedTuple

from layerfile.rules.rule import Rule

_SCOPES = {
    "directive": "each line by itself",
    "file": "the whole file",
    "tree": "the file and the files around it",
    "suppressions": "the comments that suppress other rules",
    "external": "what RUN runs, by another program",
}


class Page(NamedTuple):
    """`summary` is a sentence, `markdown` the page with its title."""

    summary: str
    markdown: str


def page(rule: Rule) -> Page:
    """The page of a rule."""
    module = rule.name.replace("-", "_")
    text = (sys.modules[f"layerfile.rules.{module}"].__doc__ or "").strip()
    summary, _, rest = text.partition("\n")
    facts = [
        f"Severity: {rule.severity}",
        f"looks at {_SCOPES[rule.scope]}",
        "on unless it is ignored" if rule.default else "off unless it is selected",
    ]
    markdown = f"# {rule.name} ({rule.code})\n\n{summary}\n\n*{'; '.join(facts)}.*\n\n{rest.strip()}\n"
    return Page(summary, markdown)
