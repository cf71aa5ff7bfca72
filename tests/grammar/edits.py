"""Random edits of Layerfiles: what is typed, pasted and deleted, and where tree-sitter is told that it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tree_sitter import Node, Parser, Tree

KEYWORDS = (
    *("FROM ", "RUN ", "COPY ", "ENV ", "WORKDIR ", "USER ", "MEMORY ", "BUTTON ", "CLONE ", "CACHE ", "SPLIT "),
    *("BUILD ENV ", "SECRET ENV ", "CHECKPOINT ", "EXPOSE WEBSITE ", "EXPOSE TCP ", "EXPOSE ", "LABEL ", "SETUP FILE "),
    *("SKIP REMAINING IF ", "SKIP ", "REMAINING ", "WAIT ", "AWS ", "ARTIFACT PUBLIC ", "THEN ", "CMD ", "npm "),
)
SHAPES = (
    *(
        "BACKGROUND ",
        "REPEATABLE",
        "UNORDERED ",
        "disabled",
        "AS ",
        "as y",
        "AND ",
        "and",
        "DEFAULT=",
        "--from=",
        "--x ",
    ),
    *("A=", "A=b", "A!=b", "A=~b", "A!=~b", "x", "B", "x y", "2G", "2", "k", "http://", "localhost", ":80", "/api"),
    *("=", "-", ":", "/", "!", "~"),
)
BROKEN_WORDS = ("UNO\\\nRDERED", "A\\\nND", "DEF\\\nAULT=", "--\\\nx", "disabled\\\n", "BACKGROUND\\\n")
LAYOUT = (
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\\\n",
    "\\\n ",
    "\\ \n",
    "\\\\\n",
    "\\\n# c\n",
    "#",
    " # c",
    "# c\n",
)
SHELL = ("\\", "\\\\", '"', "'", "`", "$", "$(", ")", "${", "}", "${X}", "$X", "((", "))", ";", "&&")
HEREDOCS = ("<<A", "<<-'A'", "<<", '<<"A"', "<<\\A", "\nA\n", "A", "\n\tA\n")
OTHER_CHARACTERS = ("\0", "é", "\ufeff", "\U0001f600", "\v", "\f", "\u2028", "\x85")
TOKENS = (*KEYWORDS, *SHAPES, *BROKEN_WORDS, *LAYOUT, *SHELL, *HEREDOCS, *OTHER_CHARACTERS)
"""What a soup is made of, and what is typed."""

BYTES = (*(token.encode() for token in TOKENS), b"\xff", b"\xc3")
"""The same, and bytes that are not of UTF-8."""


@dataclass(frozen=True)
class Edit:
    """Bytes from `start` to `end` are replaced."""

    start: int
    end: int
    typed: bytes

    def apply(self, text: bytes) -> bytes:
        """The text after the edit."""
        return text[: self.start] + self.typed + text[self.end :]

    def tell(self, tree: Tree, before: bytes, after: bytes) -> None:
        """Say to a tree of the text before how it has changed."""
        new_end = self.start + len(self.typed)
        tree.edit(
            start_byte=self.start,
            old_end_byte=self.end,
            new_end_byte=new_end,
            start_point=_point(before, self.start),
            old_end_point=_point(before, self.end),
            new_end_point=_point(after, new_end),
        )


def _point(text: bytes, offset: int) -> tuple[int, int]:
    return text.count(b"\n", 0, offset), offset - (text.rfind(b"\n", 0, offset) + 1)


def soup(random: Random) -> bytes:
    """A text of tokens in any order."""
    return b"".join(random.choice(BYTES) for _ in range(random.randrange(60)))


def random_edit(random: Random, text: bytes) -> Edit:
    """A token typed, a stretch deleted, or one replaced by the other."""
    start = random.randrange(len(text) + 1)
    end = min(len(text), start + random.choice((0, 0, 1, 3, 20)))
    return Edit(start, end, random.choice(BYTES) if random.random() < 0.7 else b"")


def listing(tree: Tree) -> Iterator[tuple[str | None, str, int, int, tuple[int, int], tuple[int, int]]]:
    """Field, kind, bytes and points of every node, from the root on in their order."""
    cursor = tree.walk()
    while True:
        node: Node | None = cursor.node
        assert node is not None
        yield (
            cursor.field_name,
            node.type,
            node.start_byte,
            node.end_byte,
            (node.start_point.row, node.start_point.column),
            (node.end_point.row, node.end_point.column),
        )
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def difference(parser: Parser, text: bytes, followed: Tree) -> str | None:
    """How the tree that followed the edits differs from that of the text, or what is wrong with both."""
    fresh = parser.parse(text)
    if fresh.root_node.has_error:
        return f"an ERROR in {text!r}"
    if list(listing(followed)) != list(listing(fresh)):
        return f"{text!r}: {followed.root_node} instead of {fresh.root_node}"
    return None
