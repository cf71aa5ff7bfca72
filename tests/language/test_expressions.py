"""Regular expressions in conditions."""

from __future__ import annotations

import pytest

from layerfile.conditions import expression
from layerfile.directives import SkipRemainingIf
from layerfile.expressions import mistake_in, words_in_brackets
from layerfile.parsing import parse


@pytest.mark.parametrize("text", ["(", "a)", "[a", "[z-a]", "*", "a|*b", "(+a)", "a**", "[]", "?"])
def test_these_are_none_anywhere(text: str) -> None:
    assert mistake_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "^a$", "a|b", "a.*b", "[a-z]+", r"\[a\]", "a{2}", "a{", "]", "}", r"\d+\.\d+"),
        *("(?i)a", "a(?i)b", r"\pL", r"\z", "[[:alpha:]]", "a++", "^*", "(?P<n>a)", "(?<n>a)", r"\Qa(\E"),
        *("(" * 5000, "a{99999999999999999999}", "[--a]", "[a&&b]", "\\"),
    ],
)
def test_these_may_be_some(text: str) -> None:
    assert mistake_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "[skip tests]",
        "[skip-ci]",
        "[no-tests]",
        "[wip]",
        "[WIP]",
        "[skip_ci]",
        "[docs only]",
        "[ci skip]",
        "a [ci skip] b",
    ],
)
def test_words_in_brackets(text: str) -> None:
    assert len(list(words_in_brackets(text))) == 1


@pytest.mark.parametrize(
    "text",
    ["[a-z]", "[a-zA-Z0-9]", "[abc]", "[aeiou]", "[Mm]ain", "[ab-cd]", "[a-z_-]", r"\[wip\]", "[^a]", "wip", "[", "[]"],
)
def test_classes_of_characters(text: str) -> None:
    assert list(words_in_brackets(text)) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [("a", "a"), (r"\[a\]", r"\[a\]"), (r'"\[a b\]"', r"\[a b\]"), ("'a b'", "a b"), ("^(a|b)$", "^(a|b)$")],
)
def test_backslashes_of_an_expression_are_kept(written: str, meant: str) -> None:
    [skip] = parse(f"SKIP REMAINING IF A=~{written}").directives
    assert isinstance(skip, SkipRemainingIf)
    value = skip.conditions[0].value
    assert value is not None
    assert expression(value) == meant
