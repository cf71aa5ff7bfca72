"""Trees, and the places of bytes."""

from __future__ import annotations

from hypothesis import given

from layerfile.parsing import read_tree
from layerfile.spans import Position
from layerfile.syntax import Source, parse_tree
from tests.grammar.test_scanner import texts


def test_a_tree_follows_what_is_typed() -> None:
    tree = parse_tree(b"RUN a\nRUN b\n")
    tree.edit(5, 5, 6, (0, 5), (0, 5), (0, 6))
    new = b"RUN ax\nRUN b\n"
    followed = parse_tree(new, tree)
    assert str(followed.root_node) == str(parse_tree(new).root_node)
    found = read_tree(Source(new.decode()), followed)
    assert [one.text for one in found.directives] == ["RUN ax", "RUN b"]


@given(texts)
def test_the_place_of_every_byte_is_that_of_its_character(text: str) -> None:
    source = Source(text)
    line, column, offset = 1, 0, 0
    for index, character in enumerate(text):
        assert source.position(offset) == Position(line, column)
        offset += len(character.encode())
        if character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n"):
            line, column = line + 1, 0
        else:
            column += 1
    assert source.position(offset) == Position(line, column)


@given(texts)
def test_places_are_the_same_in_whatever_order_they_are_asked_for(text: str) -> None:
    offsets = [len(text[:end].encode()) for end in range(len(text) + 1)]
    forwards, backwards = Source(text), Source(text)
    found = {offset: forwards.position(offset) for offset in offsets}
    assert {offset: backwards.position(offset) for offset in reversed(offsets)} == found
