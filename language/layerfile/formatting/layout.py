"""Syntax tree -> what to put where, in bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from re import compile as pattern
from typing import NamedTuple

from tree_sitter import Node, Tree

from layerfile.formatting import gaps
from layerfile.formatting.gaps import LineEnds, Piece
from layerfile.syntax import Source

_BYTE_ORDER_MARK = "\ufeff".encode()
_LINE_ENDS = (b"\n", b"\r\n", b"\r")

_LINE_END = pattern(rb"\r\n|\n|\r")
_BLANK = b" \t\f\v"
_BLANKS = pattern(rb"[ \t\f\v]+")
_IRREGULAR = pattern(rb"[ \t\f\v]{2}|[\t\f\v\r\n\\]")
_MAY_OPEN = pattern(rb"[\"'`(]")
# A word of a keyword, or what stands between two.
_KEYWORD_PART = pattern(
    rb"(?P<word>[A-Za-z]++)"
    rb"|(?:[ \t\f\v]++|\\{1,2}[ \t\f\v]*+(?:\r\n|\n|\r)(?:[ \t\f\v]*+#[^\r\n]*+(?:\r\n|\n|\r))*+)++"
)

_WRONG = frozenset({"unknown_directive", "docker_directive"})
_LAYOUT = frozenset({"line_continuation", "comment"})
_DOCUMENT = frozenset({"heredoc_body", "heredoc_end"})


class Change(NamedTuple):
    """Put `text` in the place of the bytes from `start` up to `end`."""

    start: int
    end: int
    text: bytes


def changes(source: Source, tree: Tree) -> list[Change]:
    """All that is to be laid out anew, in the order of the text; none reaches into another. Only empty lines go
    together, all others end within a line."""
    nodes = tree.root_node.children
    kinds = set(_LINE_END.findall(source.data))
    if len(kinds) < 2:
        return _Walk(source.data, next(iter(kinds), b"\n")).file(nodes)
    # Only lines that stay have a vote: or the next time the vote would be another.
    walk = _Walk(source.data, b"\n")
    found = walk.file(nodes)
    most = max(_LINE_ENDS, key=lambda end: walk.ends.seen[end])
    return found if most == b"\n" else _Walk(source.data, most).file(nodes)


def lines(nodes: Iterable[Node]) -> Iterator[tuple[Node | None, Node]]:
    """Directives, each with the THEN before it if there is one, and the comments around them."""
    prefix: Node | None = None
    for node in nodes:
        if node.type == "old_prefix":
            prefix = node
        elif node.type == "comment":
            # Between THEN and its directive it is part of that.
            if prefix is None:
                yield None, node
        elif node.type != "line_continuation":
            yield prefix, node
            prefix = None


class _Walk:
    """One pass over a file."""

    def __init__(self, data: bytes, line_end: bytes) -> None:
        self.data = data
        self.ends = LineEnds(line_end)
        self.changes: list[Change] = []

    def file(self, nodes: list[Node]) -> list[Change]:
        """The changes in all of it."""
        at = len(_BYTE_ORDER_MARK) if self.data.startswith(_BYTE_ORDER_MARK) else 0
        is_first, was_wrong = True, False
        for prefix, node in lines(nodes):
            is_wrong = self._is_wrong(node)
            gap = self.data[at : (prefix or node).start_byte]
            if gap == self.ends.wanted and not is_first:
                self.ends.instead_of(gap)
            elif is_first:
                self._put(at, gaps.before_first(gap, is_wrong))
            else:
                self._put(at, gaps.between_lines(gap, was_wrong, is_wrong, self.ends))
            at = node.end_byte
            if node.type == "comment":
                self._put(node.start_byte, gaps.end_of_comment(self.data[node.start_byte : at]))
            elif not is_wrong:
                at = self._directive(prefix, node)
            is_first, was_wrong = False, is_wrong
        if is_first:
            self._put(at, gaps.before_first(self.data[at:], False))
        elif not (was_wrong and self._goes_on(at)):
            self._put(at, gaps.after_last(self.data[at:], was_wrong, self.ends))
        return self.changes

    def _put(self, start: int, pieces: Iterable[Piece]) -> None:
        for old, new in pieces:
            if old != new:
                self.changes.append(Change(start, start + len(old), new))
            start += len(old)

    def _is_wrong(self, node: Node) -> bool:
        """Whether it is none of our business how a line is laid out, because nobody knows what was meant."""
        if node.type in _WRONG:
            return True
        text = self.data[node.start_byte : node.end_byte]
        if node.type == "run_directive":
            return b"<<" in text and any(
                one.type == "unclosed_heredoc" for child in node.children for one in child.children
            )
        # What no quote closes goes up to the line's end.
        return _MAY_OPEN.search(text) is not None and last_token(node).type == "unclosed_quote"

    def _goes_on(self, end: int) -> bool:
        """Whether what no quote closes has the file's last line end in it, or would take one in."""
        text = self.data.rstrip(_BLANK)
        return len(text) <= end and text.endswith((b"\n", b"\r", b"\\"))

    def _directive(self, prefix: Node | None, node: Node) -> int:
        """All of a directive; where it ends, without what carries on to nothing."""
        keyword = node.children[0]
        start = keyword.start_byte
        is_run = node.type == "run_directive"
        indent = None if is_run else gaps.INDENT
        if prefix is not None:
            self._keyword(prefix.start_byte, prefix.end_byte, None)
            self._put(prefix.end_byte, gaps.between_words(self.data[prefix.end_byte : start], None, self.ends))
        self._keyword(start, keyword.end_byte, indent)
        text = self.data[keyword.end_byte : node.end_byte]
        if _IRREGULAR.search(text) is None and not _has_modifier(node):
            return node.end_byte
        has_layout = b"\\" in text
        at = keyword.end_byte
        for child in node.children[1:]:
            if child.type in _LAYOUT:
                continue
            self._put(at, gaps.between_words(self.data[at : child.start_byte], indent, self.ends))
            at = last_token(child).end_byte if has_layout else child.end_byte
            if child.type == "text":
                # Blanks behind two backslashes are in it.
                at = child.start_byte + len(self.data[child.start_byte : at].rstrip(_BLANK))
            self._part(child, at)
        return at

    def _keyword(self, start: int, end: int, indent: bytes | None) -> None:
        text = self.data[start:end]
        for found in _KEYWORD_PART.finditer(text):
            if found["word"] is not None:
                self._put(start + found.start(), [(found[0], found[0].upper())])
            else:
                self._put(start + found.start(), gaps.between_words(found[0], indent, self.ends))

    def _part(self, node: Node, end: int) -> None:
        """One part of a directive; all that may be done to an argument is to end its lines as others do."""
        start = node.start_byte
        match node.type:
            case "modifier":
                self._keyword(start, end, None)
            case "shell_command":
                self._shell(node)
            case "text":
                for found in _BLANKS.finditer(self.data[start:end]):
                    self._put(start + found.start(), [(found[0], gaps.WORD)])
            case _:
                for found in _LINE_END.finditer(self.data[start:end]):
                    self._put(start + found.start(), [self.ends.instead_of(found[0])])

    def _shell(self, shell: Node) -> None:
        """A command, whose layout is its author's: only what carries it on over line ends is put in order."""
        was_comment = False
        at = shell.start_byte
        for node in shell.children:
            kind = node.type
            start, end = node.start_byte, node.end_byte
            if was_comment or kind in _DOCUMENT:
                self._put(at, gaps.end_of_line(self.data[at:start], was_comment, self.ends))
            if kind == "line_continuation":
                self._put(start, gaps.continuation(self.data[start:end], self.ends))
            elif kind == "comment":
                self._put(start, gaps.end_of_comment(self.data[start:end]))
            elif kind in _DOCUMENT:
                # The text of here-documents ends with the directive.
                return
            was_comment = kind == "comment"
            at = end


def _has_modifier(node: Node) -> bool:
    return node.child_by_field_name("modifier") is not None


def last_token(node: Node) -> Node:
    """The last word in it, without what may follow that to carry the line on."""
    children = node.children
    while children:
        last = next((one for one in reversed(children) if not one.is_extra and one.end_byte > one.start_byte), None)
        if last is None:
            break
        node = last
        children = node.children
    return node
