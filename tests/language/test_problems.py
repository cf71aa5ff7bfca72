"""Problems as people read them."""

from __future__ import annotations

from layerfile.problems import LayerfileError, Problem
from layerfile.spans import Span


def test_columns_count_from_1_as_in_editors() -> None:
    span = Span(3, 0, 3, 4)
    assert str(Problem("x", "error", "no", span)) == "Layerfile:3:1: error: no"


def test_an_error_has_one_line_for_each_problem() -> None:
    span = Span(1, 4, 1, 5)
    error = LayerfileError([Problem("x", "error", "a", span), Problem("y", "warning", "b", span, "c/Layerfile")])
    assert str(error) == "Layerfile:1:5: error: a\nc/Layerfile:1:5: warning: b"
    assert [one.name for one in error.problems] == ["x", "y"]
