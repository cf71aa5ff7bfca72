"""What a guest prints cannot drive the terminal of the person who watches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layer_cli.terminal import age, columns, harmless, seconds, size


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
        ("\x9d0;a title\x07after", "after"),
        ("\x9d52;c;aGk=\x9cafter", "after"),
        ("\x90q#0\x9cafter", "after"),
        ("\x1b_Gpicture\x1b\\after", "after"),
        ("\x1b(0after", "after"),
        ("\x1b[?1049h\x1b[>4;2mafter", "after"),
        ("\x1b[31\x1b[2Jafter", "after"),
        ("\x85\x84after", "after"),
        ("\x7fafter", "after"),
    ],
    ids=repr,
)
def test_control_sequences_are_removed(hostile: str, shown: str) -> None:
    assert harmless(hostile) == shown


def test_colours_stay_where_they_are_wanted() -> None:
    assert harmless("\x1b[1;31mred\x1b[0m\x1b[2J", colours=True) == "\x1b[1;31mred\x1b[0m"


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[31\x1b]52;c;aGk=\x07m", "\x1b[31;\x9b2Jm", "\x1b[38;5;1;2J", "\x1b[?25m", "\x1b[1\x00m", "\x1b[>4m"],
    ids=repr,
)
def test_what_only_looks_like_a_colour_does_not_stay(hostile: str) -> None:
    assert "\x1b" not in harmless(hostile, colours=True)


@given(st.text(st.sampled_from("\x1b[]0;1m?\x07\x9b\x9d\x9ca\n\\")))
def test_colours_are_the_only_sequences_that_stay(text: str) -> None:
    left = re.sub(r"\x1b\[[0-9;:]*m", "", harmless(text, colours=True))
    assert "\x1b" not in left
    assert "\x9b" not in left


@given(st.text(st.sampled_from("\x1b[]0;1m?\x07\x9b\x9d\x9ca\n\\")), st.booleans())
def test_what_is_harmless_stays_as_it_is(text: str, colours: bool) -> None:
    once = harmless(text, colours)
    assert harmless(once, colours) == once


@given(st.text())
def test_nothing_but_text_tabs_and_line_ends_is_left(text: str) -> None:
    left = harmless(text)
    assert not [c for c in left if (ord(c) < 32 and c not in "\t\n") or 0x7F <= ord(c) <= 0x9F]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.0 s"),
        (12.34, "12.3 s"),
        (59.94, "59.9 s"),
        (59.96, "1 m 00 s"),
        (65, "1 m 05 s"),
        (3599.7, "1 h 00 m"),
        (3600 * 2 + 60 * 5, "2 h 05 m"),
    ],
)
def test_durations_read_as_people_write_them(value: float, text: str) -> None:
    assert seconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (1024**2 - 1, "1 MB"),
        (12 * 1024**2, "12 MB"),
        (1024**3 * 14 // 10, "1.4 GB"),
        (1024**3 * 20, "20 GB"),
        (1024**5, "1024 TB"),
    ],
)
def test_sizes_are_short(value: int, text: str) -> None:
    assert size(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(-3, "0 s"), (40, "40 s"), (90, "2 min"), (5400, "2 h"), (35 * 3600, "35 h"), (3 * 86400, "3 d")],
)
def test_ages_are_in_one_unit(value: float, text: str) -> None:
    assert age(value) == text


def test_columns_have_one_width_each() -> None:
    assert columns([("a", "1", "x"), ("bcd", "23", "")], right=(1,)) == ["a     1  x", "bcd  23"]
