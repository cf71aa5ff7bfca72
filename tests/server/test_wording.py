"""How things are said in hovers."""

from __future__ import annotations

import pytest

from layer_server.features.keyword_help import KEYWORD_HELP
from layer_server.wording import Markdown, Plain, duration, shortened
from layerfile.keywords import KEYWORDS


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0.0 s"), (20.11, "20.1 s"), (59.96, "1 m 00 s"), (125, "2 m 05 s"), (3725, "1 h 02 m")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_digests_are_cut_short_and_other_text_is_not() -> None:
    digest = "0123456789" * 4
    assert shortened(f"file 644 12 {digest}") == "file 644 12 0123456"
    assert shortened(f"x{digest}") == f"x{digest}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b", "a_b"),
        ("_a_", r"\_a\_"),
        ("<img src=x> [a](b) **c** `d` &lt;", r"\<img src=x> \[a\](b) \*\*c\*\* \`d\` \&lt;"),
        ("a\nb\x1b\udcff", "a\ufffdb\ufffd\ufffd"),
    ],
)
def test_nothing_becomes_markup(text: str, shown: str) -> None:
    assert Markdown().plain(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a\nb", "`a\ufffdb`")]
)
def test_code(text: str, shown: str) -> None:
    assert Markdown().code(text) == shown


def test_plain_text_stays() -> None:
    assert Plain().plain("*a*") + Plain().strong("_b_") + Plain().code("`c`") == "*a*_b_`c`"


def test_each_directive_has_its_line() -> None:
    assert set(KEYWORD_HELP) == set(KEYWORDS)
