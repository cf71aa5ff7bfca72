"""No text makes reading, judging or fixing it fail, or take more than time that grows with its length."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerfile.checking import check, check_text
from layerfile.files import MemoryFiles
from layerfile.fixing import apply
from layerfile.settings import Settings
from layerfile.spans import LINE_END
from tests.grammar.test_scanner import texts

ALL = Settings(select=("ALL",))
UNITS = [
    "\\",
    '"',
    "'",
    "`",
    "#",
    "$",
    "${",
    "$(",
    "<<A ",
    "word ",
    "x",
    "A=b ",
    "A=b AND ",
    "\\\n",
    "RUN a\n",
    "nope\n",
    "é",
]
STARTS = ["", "RUN ", "ENV A=", "COPY ", "SKIP REMAINING IF ", "EXPOSE WEBSITE ", "# layer: ignore["]


def look_at(text: str) -> None:
    """Every place is within the text, and each fix leads to a text that can be looked at again."""
    lines = LINE_END.split(text)
    problems = check_text(text, settings=ALL)
    for problem in problems:
        span = problem.span
        assert 1 <= span.start_line <= span.end_line <= len(lines) + 1
        assert span.start <= span.end
        assert problem.message
        if problem.fix is not None:
            assert apply(text, [problem.fix]) != text
    fixed = apply(text, [problem.fix for problem in problems if problem.fix is not None])
    check_text(fixed, settings=ALL)


@given(texts)
@settings(max_examples=400)
def test_layerfiles_of_a_kind(text: str) -> None:
    look_at(text)


@given(st.binary(max_size=300))
def test_bytes(content: bytes) -> None:
    look_at(content.decode("utf-8", "replace"))


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    look_at(text)


@given(texts, texts)
def test_a_tree(text: str, other: str) -> None:
    files = {
        "a/Layerfile": f"FROM /b\nWAIT /b . ../a\n{text}",
        "b/Layerfile": other,
        ".git/HEAD": "",
        ".gitignore": text,
    }
    check("a/Layerfile", MemoryFiles(files), ALL)
    check("b/Layerfile", MemoryFiles(files), ALL)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("unit", UNITS)
def test_long_texts(start: str, unit: str) -> None:
    # Quadratic would be minutes; benchmarks/lint.py measures.
    check_text(start + unit * (100_000 // len(unit)), settings=ALL)
