"""One directive's node and all that reading it needs."""

from __future__ import annotations

from typing import TypedDict

from tree_sitter import Node

from layerfile.arguments import template
from layerfile.logical_lines import collapse, cuts, join, joined, shown
from layerfile.problems import Problem, Severity
from layerfile.spans import Span
from layerfile.syntax import Source, descend
from layerfile.templates import Template


class Common(TypedDict):
    """The fields that every directive has."""

    keyword: str
    span: Span
    text: str
    normalised: str
    templates: tuple[Template, ...]


class Line:
    """A directive in the syntax tree; `problems` is where it reports what is wrong with it."""

    def __init__(self, source: Source, path: str, node: Node, problems: list[Problem]) -> None:
        self.source = source
        self.path = path
        self.node = node
        self.cuts = cuts(source, node)
        self._problems = problems

    def report(self, code: str, message: str, at: Node | None = None, severity: Severity = "error") -> None:
        """Add a problem; without `at` it is one of the whole directive."""
        span = self.source.span_of(self.node if at is None else at)
        self._problems.append(Problem(code, severity, message, span, self.path))

    @property
    def keyword(self) -> str:
        """The keyword in upper case, without a RUN's second word."""
        first = self.node.children[0]
        return collapse(join(self.source.text_of(first))).upper()

    @property
    def has_unclosed_quote(self) -> bool:
        """Whether a quote is open at the line's end."""
        return any(node.type == "unclosed_quote" for node in descend(self.node))

    def child(self, field: str) -> Node | None:
        """The first node of a field."""
        return self.node.child_by_field_name(field)

    def children(self, *fields: str) -> list[Node]:
        """The nodes of these fields, in the order of the text."""
        found = [node for field in fields for node in self.node.children_by_field_name(field)]
        return sorted(found, key=lambda node: node.start_byte)

    def template(self, argument: Node) -> Template:
        """An argument with its variables."""
        return template(self.source, argument)

    def joined(self, start: int, end: int) -> str:
        """The text between two bytes without continuations and comments."""
        return joined(self.source, start, end, self.cuts)

    def plain(self, node: Node) -> str:
        """A node's text, quotes and all, the same however it is laid out."""
        whole = self.joined(node.start_byte, node.end_byte)
        text = whole.rstrip(" \t\f\v")
        if text.endswith("\\"):
            # The blank after a backslash is part of the argument, not of its layout.
            text = whole[: len(text) + 1]
        # Only in a command there are continuations that are no nodes.
        return join(text) if "\n" in text or "\r" in text else text

    def rest(self, keyword: Node) -> str:
        """All that follows the keyword, as one line."""
        return collapse(self.joined(keyword.end_byte, self.node.end_byte))

    def common(self, keyword: str, rest: str, arguments: list[Node] | None = None) -> Common:
        """The fields that every directive has; `rest` is the normalised text after the keyword."""
        return self.common_up_to(self.node.end_byte, keyword, rest, arguments)

    def common_up_to(self, end: int, keyword: str, rest: str, arguments: list[Node] | None = None) -> Common:
        """The same where the text to show ends before the directive does."""
        return Common(
            keyword=keyword,
            span=self.source.span_of(self.node),
            text=shown(self.source, self.node.start_byte, end, self.cuts),
            normalised=f"{keyword} {rest}".rstrip(),
            templates=tuple(self.template(node) for node in arguments or ()),
        )
