"""Which lines are found."""

from __future__ import annotations

import re

import pytest

from layer_tui.log.matching import expression, found, tells_of_error


def test_letter_case_counts_where_there_is_a_capital() -> None:
    assert expression("make").search("MAKE")
    assert not expression("Make").search("make")
    with pytest.raises(re.error):
        expression("(")


def test_lines_are_found_by_what_is_shown_of_them() -> None:
    block = [b"one", b"t\x1b[31mwo\x1b[0m", b"three", b"two"]
    assert list(found(block, 10, expression("^two$"))) == [11, 13]


@pytest.mark.parametrize(
    "line",
    [
        *("a.c:3:1: error: expected ;", "Traceback (most recent call last):", "make: *** [all] Error 2"),
        *("E: Unable to locate package x", "bash: foo: command not found", "FAILED tests/test_a.py", "npm ERR! code 1"),
    ],
)
def test_errors_are_known(line: str) -> None:
    assert tells_of_error(line)


@pytest.mark.parametrize("line", ["0 errors, 0 failures", "errorless", "compiling error_handling.c", "all is well"])
def test_what_is_no_error_is_not_taken_for_one(line: str) -> None:
    assert not tells_of_error(line)
