"""Symbols, folds and selections."""

from __future__ import annotations

from itertools import pairwise

import pytest

from layer_server.features.outline import folds, selections, symbols
from layerfile.document import split
from tests.server.feature import asked, view

TEXT = """FROM vm/debian:12
# one
# two
ENV A=b C="d e"
RUN BACKGROUND a \\
  && b
# three
run cat <<EOF
x
EOF
"""


def test_symbols() -> None:
    found = list(symbols(view(TEXT)))
    assert [(one.name, one.kind) for one in found] == [
        ("FROM vm/debian:12", "base"),
        ('ENV A=b C="d e"', "variable"),
        ("RUN BACKGROUND a && b", "step"),
        ("RUN cat <<EOF", "step"),
    ]
    assert [(child.name, child.detail) for child in found[1].children] == [("A", "b"), ("C", "d e")]
    for one in found:
        assert one.span.start <= one.name_span.start <= one.name_span.end <= one.span.end


def test_a_long_line_is_cut() -> None:
    [_, found] = symbols(view("FROM vm/debian:12\nRUN " + "x" * 500))
    assert len(found.name) == 80


def test_folds() -> None:
    assert sorted((one.first, one.last, one.is_comment) for one in folds(view(TEXT))) == [
        (2, 3, True),
        (5, 6, False),
        (8, 10, False),
    ]


@pytest.mark.parametrize(
    ("text", "grown"),
    [
        ("COPY a/¦b c", ["a/b", "COPY a/b c"]),
        ('COPY "$A¦/b" c', ["$A", '"$A/b"', 'COPY "$A/b" c']),
        ("RUN make in¦stall -j", ["install", "make install -j", "RUN make install -j"]),
        ("C¦OPY a b", ["COPY", "COPY a b"]),
        ("¦\nRUN a", []),
    ],
)
def test_selections_grow_from_word_to_file(text: str, grown: list[str]) -> None:
    found, place, _ = asked(f"{text}\n")
    spans = selections(found, place)
    for inner, outer in pairwise(spans):
        assert outer.start <= inner.start
        assert inner.end <= outer.end
    lines = split(found.document.text)
    shown = [lines[span.start_line - 1][span.start_column : span.end_column] for span in spans[:-1]]
    assert shown == grown
    assert spans[-1].start == (1, 0)
