"""The scanner takes any text at all, in a time that grows with the text alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tree_sitter import Language, Node, Parser

import tree_sitter_layerfile
from tests.grammar.edits import TOKENS
from tests.grammar.rows import STARTS, UNITS, row

LONG = 250_000
"""Bytes."""
LANGUAGE = Language(tree_sitter_layerfile.language())

texts = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join) | st.text(max_size=60)


def _leaves(node: Node) -> list[tuple[str, int, int]]:
    if not node.children:
        return [(node.type, node.start_byte, node.end_byte)]
    return [leaf for child in node.children for leaf in _leaves(child)]


@given(texts)
@example("RUN a \\\n#\\\n")
@example("RUN <<A\n")
def test_no_text_makes_an_error_node(text: str) -> None:
    root = Parser(LANGUAGE).parse(text.encode()).root_node
    assert not root.has_error, str(root)


@given(texts)
def test_tokens_stand_in_order_and_all_but_layout_is_in_one(text: str) -> None:
    data = text.encode()
    end = 0
    for _, start, stop in _leaves(Parser(LANGUAGE).parse(data).root_node):
        between = data[end:start]
        assert start >= end
        assert between.decode().strip(" \t\f\v\r\n\ufeff") == "", between
        end = stop
    assert data[end:].decode().strip(" \t\f\v\r\n\ufeff") == ""


@given(texts)
def test_no_mistake_before_a_line_changes_it(text: str) -> None:
    """Only continuations and here-documents go over a line end, and these are left out."""
    text = text.replace("\\", "").replace("<<", "")
    before = Parser(LANGUAGE).parse(f"{text}\nUSER app\n".encode()).root_node
    last = before.children[-1]
    assert last.type == "user_directive"
    assert last.end_byte - last.start_byte == len("USER app")


@pytest.mark.parametrize("unit", UNITS, ids=repr)
@pytest.mark.parametrize("start", STARTS, ids=repr)
def test_a_long_row_of_anything_is_read_in_linear_time(start: str, unit: str, parser: Parser) -> None:
    """Quadratic time would be minutes, which pytest does not wait for; benchmarks/grammar.py has the figures."""
    assert not parser.parse(row(start, unit, LONG)).root_node.has_error


def test_many_unclosed_heredocs_are_read_in_linear_time(parser: Parser) -> None:
    text = "".join(f"RUN cat <<E{number}\n" for number in range(20_000)).encode()
    assert not parser.parse(text).root_node.has_error


def test_more_heredocs_than_are_followed_do_no_harm(parser: Parser) -> None:
    names = [f"E{number}" for number in range(40)]
    text = "RUN cat " + " ".join(f"<<{name}" for name in names) + "\n" + "".join(f"{name}\n" for name in names)
    assert not parser.parse(text.encode()).root_node.has_error


def test_a_very_long_heredoc_name_fits_the_state(parser: Parser) -> None:
    name = "E" * LONG
    root = parser.parse(f"RUN cat <<{name}\na\n{name}\nRUN x\n".encode()).root_node
    assert [node.type for node in root.children] == ["run_directive", "run_directive"]
