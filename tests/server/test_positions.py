"""Columns in code points, UTF-16 code units and bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_server.positions import ClientPosition, Encoding, code_points, to_client, units
from layerfile.document import split

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")


@pytest.mark.parametrize(("encoding", "length"), [("utf-8", 8), ("utf-16", 5), ("utf-32", 4)])
def test_units_of_each_encoding(encoding: Encoding, length: int) -> None:
    assert units("aé😀b", encoding) == length


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a\n", ""]),
        ("a\r\nb\rc\n\nd", ["a\r\n", "b\r", "c\n", "\n", "d"]),
        # What Python would split at, too.
        ("a\fb\vc\x1cd\x85e\u2028f", ["a\fb\vc\x1cd\x85e\u2028f"]),
    ],
)
def test_lines_end_where_the_protocol_says(text: str, lines: list[str]) -> None:
    assert split(text) == lines


@given(st.text(), st.sampled_from(ENCODINGS))
def test_a_column_comes_back(line: str, encoding: Encoding) -> None:
    line = line.replace("\n", "").replace("\r", "")
    for column in range(len(line) + 1):
        assert code_points(line + "\r\n", units(line[:column], encoding), encoding) == column


def test_columns_that_are_none() -> None:
    assert code_points("😀b", 1, "utf-16") == 0
    assert code_points("ab\n", 99, "utf-16") == 2
    assert code_points("é😀\n", 99, "utf-16") == 2


def test_places_behind_the_end_are_the_end() -> None:
    assert to_client(["a\n", "é"], 9, 0, "utf-8") == ClientPosition(1, 2)
    assert to_client(["a\n", "é"], 2, 9, "utf-8") == ClientPosition(1, 2)
