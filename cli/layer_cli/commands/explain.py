"""`layer explain`: what a rule is about, and what to do."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches

from layer_cli.exit_codes import ExitCode
from layerfile.rules import all_rules
from layerfile.rules.pages import page
from layerfile.rules.rule import Rule


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `layer explain`."""
    parser.add_argument("rule", nargs="?", metavar="RULE", help="name or code of a rule; without it all are listed")


def call(options: argparse.Namespace) -> int:
    """Print the rule's page, or the list of all."""
    if options.rule is None:
        for rule in all_rules().values():
            print(f"{rule.code}  {rule.name:<34} {rule.severity if rule.default else 'off':<8} {page(rule).summary}")
        return ExitCode.OK
    found = _find(options.rule)
    if found is None:
        near = get_close_matches(options.rule.lower(), all_rules(), 1)
        hint = f": did you mean {near[0]}?" if near else ": `layer explain` lists them"
        print(f"layer: there is no rule {options.rule}{hint}", file=sys.stderr)
        return ExitCode.USAGE
    _print(page(found).markdown)
    return ExitCode.OK


def _find(word: str) -> Rule | None:
    rules = all_rules()
    by_code = {rule.code: rule for rule in rules.values()}
    return rules.get(word.lower()) or by_code.get(word.upper())


def _print(markdown: str) -> None:
    """Laid out where a person reads it; as it is for everything else."""
    if not sys.stdout.isatty():
        print(markdown, end="")
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(markdown))
