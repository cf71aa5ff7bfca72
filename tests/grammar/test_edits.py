"""A tree that follows edits is the tree of the new text, to the byte, and no text at all makes an ERROR."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Language, Parser

import tree_sitter_layerfile
from tests.grammar.corpus import REAL_LAYERFILES, cases
from tests.grammar.edits import BYTES, Edit, difference, random_edit, soup

LANGUAGE = Language(tree_sitter_layerfile.language())
EDITS = 24_000
EDITS_OF_A_TEXT = 20
SEED = 20_240_601

texts = st.lists(st.sampled_from(BYTES), max_size=40).map(b"".join) | st.binary(max_size=60)


def _texts() -> list[bytes]:
    """Real Layerfiles where they are at hand, else those of grammar/test/corpus."""
    real = [path.read_bytes() for path in sorted(REAL_LAYERFILES.glob("*.Layerfile"))]
    return real or [case.source.encode() for case in cases()]


def test_trees_follow_many_random_edits(parser: Parser) -> None:
    random = Random(SEED)
    files = _texts()
    for number in range(EDITS // EDITS_OF_A_TEXT):
        text = soup(random) if number % 2 else random.choice(files)
        tree = parser.parse(text)
        for _ in range(EDITS_OF_A_TEXT):
            edit = random_edit(random, text)
            before, text = text, edit.apply(text)
            edit.tell(tree, before, text)
            tree = parser.parse(text, tree)
            assert difference(parser, text, tree) is None


@given(texts, texts, st.data())
@settings(max_examples=300, deadline=None)
def test_a_tree_follows_any_edit(text: bytes, typed: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    edit = Edit(start, data.draw(st.integers(start, len(text))), typed)
    parser = Parser(LANGUAGE)
    tree = parser.parse(text)
    edited = edit.apply(text)
    edit.tell(tree, text, edited)
    assert difference(parser, edited, parser.parse(edited, tree)) is None


@given(st.binary(max_size=400) | texts)
@settings(max_examples=500, deadline=None)
def test_no_bytes_make_an_error_node(data: bytes) -> None:
    root = Parser(LANGUAGE).parse(data).root_node
    assert not root.has_error, str(root)
