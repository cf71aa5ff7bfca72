"""Logs on a terminal: whole lines, nothing that drives it."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from layer_cli.log_writing import ScreenWriter
from layer_cli.terminal import harmless


def _shown(*pieces: bytes, colours: bool = False) -> str:
    stream = io.StringIO()
    writer = ScreenWriter(stream, colours)
    for piece in pieces:
        writer.write(1, "", piece)
    writer.close()
    return stream.getvalue()


def test_a_control_sequence_in_two_pieces_is_removed() -> None:
    assert _shown(b"a\x1b]0;ev", b"il\x07b\x1b[", b"2Jc\n") == "abc\n"


def test_a_sequence_that_never_ends_hides_one_line() -> None:
    assert _shown(b"a\x1b]0;hidden\nb\n") == "a\nb\n"


def test_a_character_in_two_pieces_is_whole() -> None:
    assert _shown("€".encode()[:1], "€\n".encode()[1:]) == "€\n"


def test_colours_do_not_run_out() -> None:
    assert _shown(b"\x1b[31mred\n", b"more\n", colours=True) == "\x1b[31mred\n\x1b[0mmore\n"


def test_an_unfinished_line_waits_but_not_for_ever() -> None:
    stream = io.StringIO()
    writer = ScreenWriter(stream, False)
    writer.write(1, "", b"x" * 4000)
    assert stream.getvalue() == ""
    writer.write(1, "", b"x" * 4000)
    assert stream.getvalue() == "x" * 8000


def test_each_step_has_a_heading_and_its_own_lines() -> None:
    stream = io.StringIO()
    writer = ScreenWriter(stream, False)
    writer.write(1, "one:", b"a\nhalf")
    writer.write(2, "two:", b"b\n")
    writer.write(2, "two:", b"c\n")
    writer.write(1, "one:", b"d\n")
    writer.close()
    assert stream.getvalue() == "one:\na\nhalf\ntwo:\nb\nc\none:\nd\n"


@given(
    st.lists(
        st.sampled_from([b"a", b"\n", b"\x1b[31m", b"\x1b]0;", b"\x07", b"\x1b", b"[2J", b"\xe2\x82\xac", b"\xff"])
    )
)
def test_however_it_is_cut_nothing_gets_through(pieces: list[bytes]) -> None:
    shown = _shown(*pieces)
    assert harmless(shown) == shown
    assert _shown(b"".join(pieces)) == shown
