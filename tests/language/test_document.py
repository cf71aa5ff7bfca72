"""A document after an edit is the one that its text opens as."""

from __future__ import annotations

import random

import pytest

from layerfile.checking import Checker
from layerfile.document import Document, open_document, split
from tests.grammar.corpus import REAL_LAYERFILES

CHECKER = Checker()
PIECES = [
    *("FROM ", "RUN ", "COPY a b\n", "ENV ", "THEN ", "SPLIT 1\n", "CHECKPOINT a\n", "# layer: ignore[split-one]\n"),
    *("\\\n", "\\\n ", "\\ \n", "\\\\\n", "\n", "\r\n", "\r", " ", "\t", "'", '"', "#", " #c", "\n# c\n", "# c \\\n"),
    *("<<EOF", "<<-'EOF'", "\nEOF\n", "EOF", "é", "\ufeff", "\f", "\u2028", "$SPLIT", "`", "$("),
]


def texts() -> list[str]:
    found = [path.read_bytes().decode("utf-8", "replace") for path in sorted(REAL_LAYERFILES.glob("*.Layerfile"))]
    return found or ["FROM vm/debian:12\nRUN a \\\n # b\n c\nCOPY a b # c\nRUN cat <<EOF\nx\nEOF\n"]


def shown(document: Document) -> list[object]:
    """All that is known of each block, at the places where it stands now."""
    result: list[object] = []
    for facts, moved in zip(document.facts, document.moved, strict=True):
        block = facts.block
        comments = [(comment.text, comment.span.moved(moved)) for comment in block.comments]
        directive = block.directive
        said = None
        if directive is not None:
            arguments = [(argument.source, argument.span.moved(moved)) for argument in directive.arguments]
            said = (type(directive), str(directive), directive.source, directive.span.moved(moved), arguments)
        result.append((block.lines, comments, said))
    return result


def change(document: Document, text: str) -> Document:
    """The document made to have another text, as an editor would tell it: only lines that differ."""
    new, old = split(text), list(document.lines)
    shortest = min(len(new), len(old))
    first = next((at for at in range(shortest) if new[at] != old[at]), shortest)
    same = next((at for at in range(shortest - first) if new[-1 - at] != old[-1 - at]), shortest - first)
    return document.edited(first, len(old) - same, new[first : len(new) - same])


@pytest.mark.parametrize("seed", range(8))
def test_random_edits(seed: int) -> None:
    chosen = random.Random(seed)
    real = texts()
    for _ in range(25):
        text = chosen.choice(real) if seed % 2 else "".join(chosen.choices(PIECES, k=40))
        document = open_document(text, "Layerfile", CHECKER)
        for _ in range(8):
            start = chosen.randrange(len(text) + 1)
            end = min(len(text), start + chosen.choice([0, 0, 1, 3, 20]))
            text = text[:start] + chosen.choice(["", *PIECES]) + text[end:]
            document = change(document, text)
            fresh = open_document(text, "Layerfile", CHECKER)
            assert document.text == text
            assert shown(document) == shown(fresh)
            assert document.problems() == fresh.problems()


def test_an_edit_reads_no_other_block_again() -> None:
    document = open_document("FROM vm/debian:12\nRUN a\nRUN b\nRUN c\n", "Layerfile", CHECKER)
    edited = document.edited(2, 3, ["RUN bb\n", "\n"])
    assert [facts is other for facts, other in zip(edited.facts, document.facts, strict=True)] == [
        *(True, True, False, False, True),
    ][: len(edited.facts)]
    assert document.text == "FROM vm/debian:12\nRUN a\nRUN b\nRUN c\n"


def test_a_line_further_down_ends_a_here_document() -> None:
    document = open_document("FROM vm/debian:12\nRUN cat <<EOF\nRUN b\nRUN c\n", "Layerfile", CHECKER)
    assert len(document.facts) == 5
    assert len(document.edited(4, 5, ["EOF\n", ""]).facts) == 3


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a\n", ""]),
        ("a\rb\r\nc", ["a\r", "b\r\n", "c"]),
        ("\f\u2028x", ["\f\u2028x"]),
    ],
)
def test_lines_end_where_editors_say(text: str, lines: list[str]) -> None:
    assert split(text) == lines
