"""From an argument in the syntax tree to its template: quotes, escapes and line ends gone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from re import DOTALL
from re import compile as pattern

from tree_sitter import Node

from layerfile.logical_lines import join
from layerfile.syntax import Source
from layerfile.templates import Part, Template

_ESCAPE = pattern(r"\\(.)", DOTALL)
_ESCAPE_IN_QUOTES = pattern(r'\\(["$`\\])')


def template(source: Source, argument: Node) -> Template:
    """The template of an `argument` node."""
    return Template(tuple(_merged(_parts(source, argument))))


def _parts(source: Source, argument: Node) -> Iterable[Part]:
    for node in argument.named_children:
        text = source.text_of(node)
        match node.type:
            case "word":
                yield Part("text", _ESCAPE.sub(r"\1", text), text)
            case "variable":
                yield Part("variable", text.strip("${}"), text)
            case "command_substitution":
                yield _command(text)
            case "string":
                yield from _quoted(source, node)
            case "raw_string":
                yield from _quoted(source, node)
            case "unclosed_quote":
                yield Part("text", join(text), join(text))
            case _:
                # Continuations and comments.
                pass


def _command(text: str) -> Part:
    whole = join(text)
    return Part("command", whole[2:-1] if whole.startswith("$(") else whole[1:-1], whole)


def _quoted(source: Source, string: Node) -> Iterable[Part]:
    """What stands between quotes, the blanks after a continuation included."""
    raw = string.type == "raw_string"
    position = string.children[0].end_byte
    for node in string.children[1:]:
        if node.type == "comment":
            position = source.next_line(node.start_byte)
            continue
        # Blanks at the start of a line belong to no token.
        if position < node.start_byte:
            blanks = source.text(position, node.start_byte)
            yield Part("text", blanks, blanks)
        position = node.end_byte
        text = source.text_of(node)
        match node.type:
            case "string_content" | "raw_content":
                yield Part("text", text if raw else _ESCAPE_IN_QUOTES.sub(r"\1", text), text)
            case "variable":
                yield Part("variable", text.strip("${}"), text)
            case "command_substitution":
                yield _command(text)
            case _:
                pass


def _merged(parts: Iterable[Part]) -> Iterable[Part]:
    """Neighbouring texts as one, so that layout makes no difference between equal templates."""
    for is_text, group in groupby(parts, lambda part: part.kind == "text"):
        if is_text:
            texts = list(group)
            yield Part("text", "".join(part.value for part in texts), "".join(part.source for part in texts))
        else:
            yield from group
