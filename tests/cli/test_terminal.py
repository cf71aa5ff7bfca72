"""What a guest prints cannot drive the terminal of the person who watches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_cli.terminal import harmless, seconds


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("\x1b]0;a title\x07after", "after"),
        ("\x1b]52;c;aGk=\x1b\\after", "after"),
        ("\x1b[2J\x1b[1;1Hafter", "after"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jafter", "2Jafter"),
        ("\x1bPq#0;2;0\x1b\\after", "after"),
        ("\x1bcafter", "after"),
        ("50%\r100%\n", "50%100%\n"),
        ("bell\x07 and \x08back", "bell and back"),
        ("unfinished \x1b[", "unfinished "),
    ],
    ids=repr,
)
def test_control_sequences_are_removed(hostile: str, shown: str) -> None:
    assert harmless(hostile) == shown


def test_colours_stay_where_they_are_wanted() -> None:
    assert harmless("\x1b[1;31mred\x1b[0m\x1b[2J", colours=True) == "\x1b[1;31mred\x1b[0m"


@given(st.text())
def test_nothing_but_text_tabs_and_line_ends_is_left(text: str) -> None:
    left = harmless(text)
    assert not [c for c in left if (ord(c) < 32 and c not in "\t\n") or 0x7F <= ord(c) <= 0x9F]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0.0 s"), (12.34, "12.3 s"), (65, "1 m 05 s"), (3600 * 2 + 60 * 5, "2 h 05 m")]
)
def test_durations_read_as_people_write_them(value: float, text: str) -> None:
    assert seconds(value) == text
