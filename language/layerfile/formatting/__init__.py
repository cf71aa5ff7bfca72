"""The canonical layout of a Layerfile.

What a file says stays the same, to the byte in what a shell gets: what is found is compared with what was there, and
where it would say something else the text is left as it was. `docs/formatting.md` has the rules.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from tree_sitter import Node, Tree

from layerfile.formatting.layout import Change, changes, last_token, lines
from layerfile.line_reader import Line
from layerfile.problems import Edit
from layerfile.reading import read
from layerfile.syntax import Source, parse_tree


def format_text(text: str) -> str:
    """The text as it should be laid out; doing it again changes nothing more."""
    source = Source(text)
    return _applied(text, source, _harmless(text, source, None))


def format_lines(text: str, first: int = 1, last: int | None = None) -> tuple[Edit, ...]:
    """What to change from one line up to and including another, counted from 1, and in all of the directives there.

    Without a range that is all that `format_text` changes.
    """
    source = Source(text)
    limits = (first, source.line_count if last is None else last)
    found = _harmless(text, source, limits)
    return tuple(Edit(source.span(one.start, one.end), one.text.decode()) for one in found)


def _harmless(text: str, source: Source, limits: tuple[int, int] | None) -> list[Change]:
    """The changes that keep the meaning: all of them, unless there is a mistake in here."""
    tree = parse_tree(source.data)
    found = changes(source, tree)
    if limits is not None:
        first, last = _whole_directives(source, tree, *limits)
        found = [one for one in found if first <= source.line_of(one.start) <= last]
    if not found:
        return []
    directives, comments = _statements(source, tree)
    for _ in range(2):
        new = Source(_applied(text, source, found))
        new_directives, new_comments = _statements(new, parse_tree(new.data))
        if comments != new_comments or len(directives) != len(new_directives):
            return []
        pairs = zip(directives, new_directives, strict=True)
        differing = [old for old, other in pairs if not _say_the_same(source, old, new, other)]
        if not differing:
            return found
        found = _without(found, differing)
    return []


_Statement = tuple[Node | None, Node]


def _statements(source: Source, tree: Tree) -> tuple[list[_Statement], list[str]]:
    """The directives, and the comments that stand in none of them."""
    directives: list[_Statement] = []
    comments: list[str] = []
    for prefix, node in lines(tree.root_node.children):
        if node.type == "comment":
            comments.append(source.text_of(node).rstrip(" \t\f\v"))
        else:
            directives.append((prefix, node))
    return directives, comments


def _say_the_same(source: Source, old: _Statement, new_source: Source, new: _Statement) -> bool:
    if (old[0] is None) != (new[0] is None) or old[1].type != new[1].type:
        return False
    text = source.data[old[1].start_byte : old[1].end_byte]
    if text == new_source.data[new[1].start_byte : new[1].end_byte]:
        return True
    # Reading takes its time; that each word is the same is enough where nothing else counts.
    if b"#" not in text and _words(source, old[1]) == _words(new_source, new[1]):
        return True
    return _said(source, old) == _said(new_source, new)


def _words(source: Source, directive: Node) -> list[tuple[str, bytes]]:
    """The parts of a directive as they stand there, without what is between them."""
    found = []
    for node in directive.children:
        if node.type == "line_continuation":
            continue
        text = source.data[node.start_byte : node.end_byte]
        if b"\\" in text:
            text = source.data[node.start_byte : last_token(node).end_byte]
        if node.type in ("keyword", "modifier"):
            text = text.upper() if text.isalpha() else b" ".join(text.upper().split())
        found.append((node.type, text))
    return found


def _said(source: Source, statement: _Statement) -> tuple[str, str, list[str]]:
    prefix, node = statement
    line = Line(source, node, prefix)
    directive = read(line)
    comments = [source.text_of(one).rstrip(" \t\f\v") for one in line.comments]
    return directive.keyword, directive.normalised, comments


def _without(found: list[Change], statements: Iterable[_Statement]) -> list[Change]:
    """The changes that lie in none of these."""
    starts = [one.start for one in found]
    dropped: set[int] = set()
    for prefix, node in statements:
        first = bisect_left(starts, (prefix or node).start_byte)
        dropped.update(range(first, bisect_left(starts, node.end_byte + 1)))
    return [one for number, one in enumerate(found) if number not in dropped]


def _whole_directives(source: Source, tree: Tree, first: int, last: int) -> tuple[int, int]:
    """The lines of a range, and all those of directives that have a line in it."""
    begin, end = first, last
    for prefix, node in lines(tree.root_node.children):
        start_line = source.line_of((prefix or node).start_byte)
        end_line = source.line_of(node.end_byte)
        if start_line <= last and end_line >= first:
            begin, end = min(begin, start_line), max(end, end_line)
    return begin, end


def _applied(text: str, source: Source, found: Sequence[Change]) -> str:
    """The text with the changes made."""
    parts: list[str] = []
    at = byte = 0
    for start, end, new in found:
        stop = at + _length(source, byte, start)
        parts += (text[at:stop], new.decode())
        # Only blanks, letters, backslashes and line ends go: one byte each.
        at, byte = stop + end - start, end
    return "".join([*parts, text[at:]])


def _length(source: Source, start: int, end: int) -> int:
    """How many code points there are between two bytes."""
    return end - start if source.is_ascii else len(source.text(start, end))
