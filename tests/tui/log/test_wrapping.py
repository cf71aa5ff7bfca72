"""Rows of lines that are wrapped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layer_tui.log.wrapping import Rows, height


def test_a_line_takes_the_rows_that_its_cells_need() -> None:
    lines = (b"", b"abcd", b"abcde", "漢字漢".encode(), b"\x1b[31mabcd\x1b[0m", b"\tx")
    assert [height(line, 4) for line in lines] == [1, 1, 2, 2, 1, 3]


@given(st.lists(st.integers(0, 30), max_size=20), st.integers(1, 10))
def test_each_row_belongs_to_one_line(lengths: list[int], width: int) -> None:
    rows = Rows(width)
    rows.add([b"x" * length for length in lengths])
    expected = [(line, part) for line, length in enumerate(lengths) for part in range(max(1, -(-length // width)))]
    assert rows.count == len(expected)
    assert [rows.line_at(row) for row in range(rows.count)] == expected
    assert [rows.row_of(line) for line in range(len(lengths))] == [expected.index((n, 0)) for n in range(len(lengths))]


def test_the_last_line_may_become_another_one() -> None:
    rows = Rows(4)
    rows.add([b"one", b"tw"])
    rows.cut(1)
    rows.add([b"two and more"])
    assert (rows.lines, rows.count) == (2, 4)
