"""Text in cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from layer_tui.amounts import short, size
from layer_tui.pieces import fit, plain, wrapped

_text = st.text(st.sampled_from("ab 漢字é→"), max_size=40)


@given(_text, st.integers(0, 40), st.booleans())
def test_a_text_fits_exactly(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right)) == width


def test_what_is_cut_off_is_shown_to_be() -> None:
    assert fit("RUN make test", 6) == "RUN m…"
    assert fit("3 s", 6, right=True) == "   3 s"


@given(st.lists(st.tuples(_text, st.just("dim")), max_size=4), st.integers(4, 30))
def test_wrapping_loses_nothing_and_fits(line: list[tuple[str, str]], width: int) -> None:
    rows = wrapped(tuple(line), width)  # type: ignore[arg-type]
    assert all(cell_len(plain(row)) <= width for row in rows)
    assert "".join(map(plain, rows)).replace(" ", "") == plain(line).replace(" ", "")  # type: ignore[arg-type]


def test_lines_are_broken_between_words() -> None:
    assert [plain(row) for row in wrapped((("one two three", ""), (" four", "dim")), 9)] == [
        "one two ",
        "  three ",
        "  four",
    ]
    assert [plain(row) for row in wrapped((("abcdefghijkl", ""),), 8)] == ["abcdefgh", "  ijkl"]


def test_amounts_are_short() -> None:
    assert [short(each) for each in (None, 0.123, 4.71, 125)] == ["", "0.12 s", "4.7 s", "2 m 05 s"]
    assert [size(each) for each in (None, 512, 4_700_000, 12 * 1024**2, 3 * 1024**4)] == [
        *("", "512 B", "4.5 MB", "12 MB", "3.0 TB")
    ]
