"""Every rule against its spec and its page."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from layerfile.problems import Severity
from layerfile.rules import all_rules
from layerfile.rules.rule import Rule
from tests.language.rules.spec import Text, checked, files_of, findings, fixed, marked, spec

RULES = list(all_rules().values())
_EXAMPLE = re.compile(r"^## (Wrong|Right)\n\n```layerfile\n(.*?)^```$", re.S | re.M)


def module_of(rule: Rule) -> str:
    return rule.name.replace("-", "_")


def cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, text in enumerate(getattr(spec(module_of(rule)), kind, []))
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_module_a_page_and_a_spec(rule: Rule) -> None:
    module = sys.modules[f"layerfile.rules.{module_of(rule)}"]
    assert module.rule is rule
    assert re.fullmatch(r"LF\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    summary, blank, *_ = (module.__doc__ or "").splitlines()
    assert summary.endswith(".")
    assert blank == ""
    assert len(spec(module_of(rule)).CATCHES) >= 2
    assert len(spec(module_of(rule)).PASSES) >= 2


def test_codes_are_used_once() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_each_file_of_the_folder_is_a_spec_of_a_rule() -> None:
    names = {path.stem for path in (Path(__file__).parent / "specs").glob("*.py")} - {"__init__"}
    assert names == {module_of(rule) for rule in RULES}


@pytest.mark.parametrize(("rule", "text"), cases("CATCHES"))
def test_it_finds(rule: Rule, text: Text) -> None:
    files = files_of(text)
    path = checked(files)
    files[path], expected = marked(files[path])
    found = findings(files, rule.name)
    assert [problem.span for problem in found] == expected
    assert {(problem.name, problem.code) for problem in found} == {(rule.name, rule.code)}
    for problem in found:
        assert problem.message
        assert not problem.message.endswith(".")


@pytest.mark.parametrize(("rule", "text"), cases("PASSES"))
def test_it_has_nothing_to_say(rule: Rule, text: Text) -> None:
    assert findings(files_of(text), rule.name) == []


@pytest.mark.parametrize(("rule", "fix"), cases("FIXES"))
def test_its_fix(rule: Rule, fix: tuple[Text, Text]) -> None:
    files, expected = map(files_of, fix)
    [first, *_] = findings(files, rule.name)
    assert first.fix is not None
    path = checked(files)
    assert fixed(files[path], first.fix) == expected[path]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.scope != "tree"], ids=lambda rule: rule.name)
def test_the_examples_of_its_page_are_what_they_are_called(rule: Rule) -> None:
    examples = _EXAMPLE.findall(sys.modules[f"layerfile.rules.{module_of(rule)}"].__doc__ or "")
    assert [kind for kind, _ in examples] == ["Wrong", "Right"]
    for kind, text in examples:
        assert bool(findings({"Layerfile": text}, rule.name)) == (kind == "Wrong"), text


def test_severities() -> None:
    allowed: set[Severity] = {"error", "warning", "info", "hint"}
    assert {rule.severity for rule in RULES} <= allowed
