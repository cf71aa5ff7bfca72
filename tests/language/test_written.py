"""What stands at a place in a directive."""

from __future__ import annotations

import pytest

from layerfile.directives import Directive
from layerfile.parsing import parse
from layerfile.spans import Span
from layerfile.written import written_at


def last(text: str) -> Directive:
    return parse(text).directives[-1]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_written_is_found_on_any_of_its_lines(end: str) -> None:
    copy = last(f"FROM vm/debian:12{end}  COPY a\x0c\\{end}b\u2028c \\{end} d")
    assert written_at(copy, copy.keyword_span) == "COPY"
    assert [written_at(copy, argument.span) for argument in copy.arguments][-1] == "d"
    assert written_at(copy, copy.span) == copy.source


def test_what_lies_beyond_the_end_is_left_out() -> None:
    run = last("RUN make")
    assert written_at(run, Span(1, 4, 1, 99)) == "make"
    assert written_at(run, Span(1, 4, 9, 0)) == ""
    assert written_at(run, Span(0, 0, 1, 4)) == ""


def test_of_a_directive_behind_a_prefix() -> None:
    run = last("  THEN RUN make")
    assert written_at(run, run.keyword_span) == "RUN"
