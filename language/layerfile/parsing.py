"""One file: text -> what it says, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node, Tree

from layerfile.directives import Comment, Directive, From, Run
from layerfile.line_reader import Line
from layerfile.reading import read
from layerfile.syntax import Source, parse_tree


@dataclass(frozen=True, slots=True)
class Block:
    """A directive with the comments before it, in it and behind it on its line; the last may have no directive.

    `first_line` (from 1) and `lines` say which lines are its own: all lines of a file belong to one block.
    """

    first_line: int
    lines: int
    directive: Directive | None
    comments: tuple[Comment, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether text further down could still end one of its here-documents."""
        return isinstance(self.directive, Run) and any(not one.is_closed for one in self.directive.heredocs)


@dataclass(frozen=True)
class Layerfile:
    """What one file says, in its order. `path` is relative to the root of its tree."""

    path: str
    blocks: tuple[Block, ...]

    @cached_property
    def directives(self) -> tuple[Directive, ...]:
        """What is to be done."""
        return tuple(block.directive for block in self.blocks if block.directive is not None)

    @cached_property
    def base(self) -> From | None:
        """The FROM that counts: the first."""
        return next((one for one in self.directives if isinstance(one, From)), None)

    def __str__(self) -> str:
        """A line for each directive, without comments; it parses to the same."""
        lines = map(str, self.directives)
        # A backslash at the end would carry the line on: so the next line is an empty one.
        return "".join(f"{line}\\\n\n" if line.endswith("\\") else f"{line}\n" for line in lines)


def parse(text: str, path: str = "Layerfile") -> Layerfile:
    """What `text` says. Never raises: each line is read for itself, and what is wrong is told by the rules."""
    source = Source(text)
    return read_tree(source, parse_tree(source.data), path)


def read_tree(source: Source, tree: Tree, path: str = "Layerfile") -> Layerfile:
    """The same from a tree that is there already, as an editor has one."""
    return Layerfile(path, tuple(blocks(source, tree)))


def blocks(source: Source, tree: Tree) -> Iterator[Block]:
    """The blocks of a text, which all of its lines belong to."""
    next_line = 1
    prefix: Node | None = None
    directive: Directive | None = None
    comments: list[Comment] = []
    for node in tree.root_node.children:
        kind = node.type
        if kind == "comment":
            line = source.line_of(node.start_byte)
            if directive is not None and line > _last_line(directive):
                yield _block(next_line, _last_line(directive), directive, comments)
                next_line, directive, comments = _last_line(directive) + 1, None, []
            comments.append(_comment(source, node, directive is None))
        elif kind == "old_prefix":
            if directive is not None:
                yield _block(next_line, _last_line(directive), directive, comments)
                next_line, directive, comments = _last_line(directive) + 1, None, []
            prefix = node
        elif kind != "line_continuation":
            if directive is not None:
                yield _block(next_line, _last_line(directive), directive, comments)
                next_line, comments = _last_line(directive) + 1, []
            line_reader = Line(source, node, prefix)
            directive = read(line_reader)
            prefix = None
            comments += [_comment(source, one, True) for one in line_reader.comments]
    if directive is not None:
        yield _block(next_line, _last_line(directive), directive, comments)
        next_line, directive, comments = _last_line(directive) + 1, None, []
    if next_line <= source.line_count:
        yield _block(next_line, source.line_count, None, comments)


def _block(first: int, last: int, directive: Directive | None, comments: list[Comment]) -> Block:
    return Block(first, last - first + 1, directive, tuple(comments))


def _last_line(directive: Directive) -> int:
    span = directive.span
    # A here-document's text ends with a line end, which is its own.
    return span.end_line if span.end_column or span.end_line == span.start_line else span.end_line - 1


def _comment(source: Source, node: Node, is_own_line: bool) -> Comment:
    return Comment(source.text_of(node), source.span_of(node), is_own_line)
