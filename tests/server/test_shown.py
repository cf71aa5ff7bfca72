"""What is said of a document: the same as if all of it were put into words anew."""

from __future__ import annotations

import random
from collections.abc import Sequence

from lsprotocol import types

from layer_server import conversion
from layer_server.features.diagnostics import diagnostics
from layer_server.shown import Said
from layer_server.view import View
from layerfile.problems import Problem
from tests.server.feature import view

PIECES = ("RUN make\n", "RUM x\n", "SPLIT 1\n", "ENV A=😀é B\n", "# x\n", "COPY a\n", "😀", "é", "\n")


def convert(problems: Sequence[Problem], of: View) -> list[types.Diagnostic]:
    return [conversion.to_diagnostic(one, of, "utf-16", True) for one in problems]


def test_what_is_kept_is_what_would_be_made_anew() -> None:
    chance = random.Random(3)
    said = Said(convert)
    text = "FROM vm/debian:12\n"
    names = {}
    for _ in range(400):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(PIECES) + text[at + chance.choice([0, 0, 1, 5]) :]
        if len(text) > 1500:
            text = "FROM vm/debian:12\n"
        now = view(text)
        found = diagnostics(now)
        shown = said.of(now, found)
        assert shown.diagnostics == convert(found, now)
        assert names.setdefault(shown.name, (found, shown.diagnostics)) == (found, shown.diagnostics)


def test_the_same_has_the_same_name() -> None:
    made: list[int] = []

    def counting(problems: Sequence[Problem], of: View) -> list[types.Diagnostic]:
        made.append(len(problems))
        return convert(problems, of)

    said = Said(counting)
    one = view("FROM vm/debian:12\nRUM a\nRUM b\nRUM c\n")
    first = said.of(one, diagnostics(one))
    again = said.of(one, diagnostics(one))
    assert again.name == first.name
    other = view("FROM vm/debian:12\nRUM a\nRUM bb\nRUM c\n")
    assert said.of(other, diagnostics(other)).name != first.name
    # Only what stands in the line that changed.
    assert made == [3, 1]
    said.forget(one.document.uri)
    assert said.of(one, diagnostics(one)).name != first.name
