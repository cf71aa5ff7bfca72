"""What can be done about problems."""

from __future__ import annotations

from layer_server.features.actions import actions
from layerfile.fixing import apply
from layerfile.problems import Fix
from layerfile.spans import Span
from tests.server.feature import view

START = "FROM vm/debian:12\n"


def done(text: str, title: str, span: Span) -> str:
    found = next(one for one in actions(view(text), span) if one.title.startswith(title))
    return apply(text, [Fix(found.title, found.edits)])


def test_a_rules_fix() -> None:
    assert done(START + "SPLIT 1\nRUN a\n", "Leave", Span(2, 6, 2, 6)) == START + "RUN a\n"


def test_only_what_is_wrong_here_is_offered() -> None:
    found = view(START + "SPLIT 1\nRUN a\n")
    assert [one.title for one in actions(found, Span(3, 0, 3, 0), ["quickfix"])] == []


def test_a_rule_can_be_ignored_where_it_is() -> None:
    text = done(START + "  SPLIT 1\n", "Ignore split-one", Span(2, 8, 2, 9))
    assert text == START + "  # layer: ignore[split-one]\n  SPLIT 1\n"
    assert list(actions(view(text), Span(3, 0, 3, 9), ["quickfix"])) == []


def test_a_rule_joins_what_is_ignored_already() -> None:
    text = START + "# layer: ignore[run-cd] because\nSPLIT 1\n"
    assert "# layer: ignore[run-cd, split-one] because\n" in done(text, "Ignore split-one", Span(3, 6, 3, 7))


def test_all_at_once() -> None:
    text = START + "SPLIT 1\nRUN a\nSPLIT 1\n"
    assert done(text, "Fix all", Span(1, 0, 1, 0)) == START + "RUN a\n"


def test_kinds_that_are_asked_for() -> None:
    found = view(START + "SPLIT 1\n")
    span = Span(2, 0, 2, 7)
    assert {one.kind for one in actions(found, span, ["source"])} == {"source.fixAll"}
    assert {one.kind for one in actions(found, span, ["quickfix"])} == {"quickfix"}
    assert list(actions(found, span, ["refactor"])) == []
    assert {one.kind for one in actions(found, span)} == {"quickfix", "source.fixAll"}
