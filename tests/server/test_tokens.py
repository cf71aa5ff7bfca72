"""Semantic tokens."""

from __future__ import annotations

import random

import pytest

from layer_server.features.tokens import TYPES, Tokens, difference
from layer_server.positions import Encoding
from layer_server.view import View
from tests.grammar.corpus import real_layerfiles
from tests.server.feature import view

START = "FROM vm/debian:12\n"


def shown(found: View, encoding: Encoding = "utf-32") -> list[tuple[str, str]]:
    numbers = Tokens().encoded(found, encoding)
    line = start = 0
    result = []
    for at in range(0, len(numbers), 5):
        down, right, length, kind, _ = numbers[at : at + 5]
        line, start = line + down, right if down else start + right
        result.append((found.document.lines[line][start : start + length], TYPES[kind]))
    return result


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("# c", [("# c", "comment")]),
        (
            "ENV A=b$C # d",
            [("ENV", "keyword"), ("A", "property"), ("b", "string"), ("$C", "variable"), ("# d", "comment")],
        ),
        ("MEMORY 2G", [("MEMORY", "keyword"), ("2G", "number")]),
        ("THEN RUN x", [("THEN", "keyword"), ("RUN", "keyword"), ("x", "function")]),
        (
            'RUN echo "a $B" | cat \\\n# c\n  -n',
            [
                *[("RUN", "keyword"), ("echo", "function"), ('"a $', "string"), ("B", "variable"), ('"', "string")],
                *[("|", "operator"), ("cat", "function"), ("# c", "comment")],
            ],
        ),
        (
            "COPY --from=x a b",
            [("COPY", "keyword"), ("--from", "parameter"), ("x", "string"), ("a", "string"), ("b", "string")],
        ),
        ("nope it is", []),
    ],
)
def test_tokens(text: str, tokens: list[tuple[str, str]]) -> None:
    found = shown(view(START + text))[2:]
    assert found == tokens


def test_columns_are_the_editors_own() -> None:
    found = view(START + "COPY 😀 é\n")
    numbers = Tokens().encoded(found, "utf-16")
    assert numbers[-10:] == [0, 5, 2, 2, 0, 0, 3, 1, 2, 0]


def test_cached_steps_have_their_keyword_marked() -> None:
    numbers = Tokens().encoded(view(START + "RUN a\nRUN b\n"), "utf-16", frozenset({2}))
    assert [numbers[at + 4] for at in range(0, len(numbers), 5)] == [0, 0, 1, 0, 0, 0]


def test_a_range_has_the_tokens_of_its_blocks() -> None:
    tokens = Tokens()
    found = view(START + "RUN a\nRUN b\nRUN c\n")
    assert tokens.encoded(found, "utf-16", lines=(2, 2)) == [2, 0, 3, 1, 0, 0, 4, 1, 6, 0]


def test_tokens_of_real_files_lie_side_by_side_within_their_lines() -> None:
    for path in real_layerfiles():
        found = view(path.read_bytes().decode("utf-8", "replace"))
        numbers = Tokens().encoded(found, "utf-16")
        line = start = end = 0
        for at in range(0, len(numbers), 5):
            down, right, length, _, _ = numbers[at : at + 5]
            assert down >= 0
            assert length > 0
            line, start = line + down, right if down else start + right
            assert down or start >= end, path.name
            end = start + length
            bare = found.document.lines[line].rstrip("\r\n")
            assert end <= len(bare.encode("utf-16-le")) // 2, path.name


def test_a_difference_leads_from_one_to_the_other() -> None:
    chosen = random.Random(1)
    for _ in range(300):
        old = [chosen.randrange(3) for _ in range(chosen.randrange(4000))]
        new = list(old)
        for _ in range(chosen.randrange(3)):
            at = chosen.randrange(len(new) + 1)
            new[at : at + chosen.randrange(30)] = [chosen.randrange(3) for _ in range(chosen.randrange(30))]
        start, count, put = difference(old, new)
        assert old[:start] + put + old[start + count :] == new
