"""What a guest prints is shown, and drives nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_tui.log.cleaning import coloured, plain


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"plain", "plain"),
        (b"\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"),
        (b"\x1b]0;title\x07after", "after"),
        (b"\x1b]52;c;aGk=\x1b\\after", "after"),
        (b"\x1b[2J\x1b[Hafter", "after"),
        (b"10%\r50%\r100%\r", "100%"),
        (b"a\tb", "a       b"),
        (b"\xff\xfe", "��"),
        ("漢字".encode(), "漢字"),
    ],
)
def test_only_colours_stay(line: bytes, shown: str) -> None:
    assert coloured(line) == shown


@given(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")))
def test_nothing_but_colours_gets_through(line: bytes) -> None:
    rest = re.sub(r"\x1b\[[0-9;:]*m", "", coloured(line))
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", rest)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", plain(line))
