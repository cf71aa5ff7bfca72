"""Fixes applied to a text."""

from __future__ import annotations

from layerfile.fixing import apply
from layerfile.problems import Edit, Fix
from layerfile.spans import Span


def put(line: int, start: int, end: int, text: str) -> Fix:
    return Fix("x", (Edit(Span(line, start, line, end), text),))


def test_several_fixes_of_one_line() -> None:
    assert apply("abc\ndef", [put(1, 0, 1, "X"), put(1, 2, 3, "YZ"), put(2, 1, 1, "+")]) == "XbYZ\nd+ef"


def test_of_two_that_touch_the_first_is_done() -> None:
    assert apply("abc", [put(1, 0, 2, "X"), put(1, 1, 3, "Y")]) == "Xc"
    assert apply("abc", [put(1, 0, 1, "X"), put(1, 1, 2, "Y")]) == "Xbc"
    assert apply("abc", [put(1, 1, 1, "X"), put(1, 1, 1, "Y")]) == "aXbc"


def test_a_fix_is_done_as_a_whole_or_not_at_all() -> None:
    both = Fix("x", (Edit(Span(1, 0, 1, 1), "1"), Edit(Span(2, 0, 2, 1), "2")))
    assert apply("a\nb", [put(2, 0, 1, "X"), both]) == "a\nX"
    assert apply("a\nb", [both, put(2, 0, 1, "X")]) == "1\n2"


def test_lines_are_taken_out_with_their_ends() -> None:
    assert apply("a\r\nb\r\nc", [Fix("x", (Edit(Span(2, 0, 3, 0), ""),))]) == "a\r\nc"
    assert apply("a\nb", [Fix("x", (Edit(Span(2, 0, 3, 0), ""),))]) == "a\n"


def test_what_is_put_in_has_the_line_ends_of_the_text() -> None:
    assert apply("a\r\nb\r\n", [put(2, 0, 0, "x\ny\n")]) == "a\r\nx\r\ny\r\nb\r\n"
    assert apply("a\nb\n", [put(2, 0, 0, "x\r\n")]) == "a\nx\nb\n"
