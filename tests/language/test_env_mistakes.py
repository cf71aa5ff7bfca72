"""ENV: each mistake is told once, and a fix is only offered where it is surely what is meant."""

from __future__ import annotations

from itertools import product

import pytest

from layerfile.directives import Env
from layerfile.env_mistakes import mistakes_of
from layerfile.mistakes import Mistake
from layerfile.parsing import parse


def _mistakes(line: str) -> list[Mistake]:
    [env] = parse(line).directives
    assert isinstance(env, Env)
    return list(mistakes_of(env))


WORDS = ["A", "A=b", "A=", "=", "=b", "a-b=c", '"A=b c"', "$A", "$A=b", "'A'", "--x=y", "export", "A:", "x-y"]


def test_no_place_is_told_twice() -> None:
    for words in product(WORDS, WORDS, ["", *WORDS]):
        mistakes = _mistakes(f"ENV {' '.join(words)}")
        assert len({mistake.span for mistake in mistakes}) == len(mistakes), words


@pytest.mark.parametrize(
    "line",
    [
        "ENV A = b c",
        "ENV A = b C",
        "ENV A =b C = =d",
        "ENV a-b = c",
        "ENV A \\\n = b",
        "ENV A=b C",
        "ENV A b c",
        "ENV A",
        "ENV a-b=c",
        "ENV export \\\n A=b",
        "ENV '$A=b c' \\\n d",
    ],
)
def test_no_fix_is_offered(line: str) -> None:
    mistakes = _mistakes(line)
    assert mistakes
    assert [mistake.fix for mistake in mistakes] == [None] * len(mistakes)


def test_a_long_value_is_not_shown_in_full() -> None:
    for line in (f"ENV A {'b ' * 1001}", f"ENV {'a-' * 1000}=b", f"ENV A=b {'c' * 1000}"):
        for mistake in _mistakes(line):
            assert len(mistake.message) < 250
