"""One directive's node and all that reading it needs."""

from __future__ import annotations

from typing import TypedDict

from tree_sitter import Node

from layerfile.argument_reader import read_argument
from layerfile.arguments import Argument
from layerfile.directives import Option, Pair
from layerfile.logical_lines import collapse, cuts, join, joined, layout, shown
from layerfile.spans import Span
from layerfile.syntax import Source

_LAYOUT = frozenset({"line_continuation", "comment"})


class Common(TypedDict):
    """The fields that every directive has."""

    keyword: str
    written: str
    keyword_span: Span
    span: Span
    source: str
    text: str
    normalised: str
    arguments: tuple[Argument, ...]
    extra: tuple[Argument, ...]
    options: tuple[Option, ...]
    prefix: Span | None


class Line:
    """A directive in the syntax tree; `prefix` is the node of a THEN before it."""

    def __init__(self, source: Source, node: Node, prefix: Node | None) -> None:
        self.source = source
        self.node = node
        self.prefix = prefix
        inside = layout(node, source)
        self.comments = [one for one in inside if one.type == "comment"]
        self.cuts = cuts(source, inside)
        children = node.children
        self.keyword_node = children[0]
        self.nodes = children[1:]
        if self.cuts:
            self.nodes = [child for child in self.nodes if child.type not in _LAYOUT]
        self.start = node.start_byte if prefix is None else prefix.start_byte
        self.arguments: list[Argument] = []
        self.options: list[Option] = []
        self.extra: list[Argument] = []

    @property
    def written(self) -> str:
        """The keyword as it stands there, on one line."""
        text = self.source.text_of(self.keyword_node)
        return text if text.isalpha() else collapse(join(text))

    def argument(self, node: Node) -> Argument:
        """The argument of a node; it becomes one of the directive's."""
        result = read_argument(self.source, node, self.plain(node))
        self.arguments.append(result)
        return result

    def option(self, node: Node) -> None:
        """The option of a node, which becomes one of the directive's."""
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        assert name is not None
        found = None if value is None else self.argument(value)
        self.options.append(Option(self.source.text_of(name), found, self.source.span_of(node)))

    def pair(self, node: Node) -> Pair:
        """The `name=value` of a node."""
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        assert name is not None
        found = None if value is None else self.argument(value)
        span = self.source.span_of
        return Pair(self.source.text_of(name), span(name), found, span(node))

    def more(self, nodes: list[Node]) -> None:
        """What is one too many."""
        self.extra += [self.argument(node) for node in nodes]

    def plain(self, node: Node) -> str:
        """A node's text, quotes and all, the same however it is laid out."""
        if not self.cuts:
            text = self.source.text_of(node)
            if "\\" not in text:
                return text
        whole = joined(self.source, node.start_byte, node.end_byte, self.cuts)
        text = whole.rstrip(" \t\f\v")
        if text.endswith("\\"):
            # The blank after a backslash is part of the argument, not of its layout.
            text = whole[: len(text) + 1]
        # Only in a command there are continuations that are no nodes.
        return join(text) if "\n" in text or "\r" in text else text

    def rest(self) -> str:
        """All that follows the keyword, as one line."""
        return collapse(joined(self.source, self.keyword_node.end_byte, self.node.end_byte, self.cuts))

    def common(self, rest: str | None = None, end: int | None = None, keyword: str | None = None) -> Common:
        """The fields that every directive has.

        `rest` is the normalised text after the keyword, where it is not made of what the nodes hold; `end` is the
        byte where the text to show ends, if the directive goes on.
        """
        source, node = self.source, self.node
        written = self.written
        keyword = keyword or written.upper()
        if rest is None:
            rest = " ".join(map(self.plain, self.nodes))
        span = source.span_of(node)
        if self.prefix is not None:
            span = Span(*source.span_of(self.prefix)[:2], *span[2:])
        return Common(
            keyword=keyword,
            written=written,
            keyword_span=source.span_of(self.keyword_node),
            span=span,
            source=source.text(self.start, node.end_byte),
            text=shown(source, self.start, node.end_byte if end is None else end, self.cuts),
            normalised=f"{keyword} {rest}" if rest else keyword,
            arguments=tuple(self.arguments),
            extra=tuple(self.extra),
            options=tuple(self.options),
            prefix=None if self.prefix is None else source.span_of(self.prefix),
        )
