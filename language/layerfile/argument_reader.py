"""From an argument in the syntax tree to its value: quotes, escapes and line ends gone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from re import DOTALL
from re import compile as pattern

from tree_sitter import Node

from layerfile.arguments import Argument, Part
from layerfile.logical_lines import join
from layerfile.spans import Span
from layerfile.syntax import Source

# Without one of these an argument is a plain word.
_SPECIAL = pattern(r"[\\\"'$`\r\n]")
_ESCAPE = pattern(r"\\(.)", DOTALL)
_ESCAPE_IN_QUOTES = pattern(r'\\(["$`\\])')


def read_argument(source: Source, node: Node, plain: str) -> Argument:
    """The argument of a node; `plain` is its text, continuations joined."""
    span = source.span_of(node)
    if _SPECIAL.search(source.text_of(node)) is None:
        return Argument(plain, span)
    return Argument(plain, span, tuple(_merged(_parts(source, node))))


def _parts(source: Source, argument: Node) -> Iterable[Part]:
    for node in argument.named_children:
        text = source.text_of(node)
        match node.type:
            case "word":
                yield Part("text", _ESCAPE.sub(r"\1", text), text, source.span_of(node))
            case "variable":
                yield Part("variable", text.strip("${}"), text, source.span_of(node))
            case "command_substitution":
                yield _command(text, source.span_of(node))
            case "string" | "raw_string":
                yield from _quoted(source, node)
            case "unclosed_quote":
                yield Part("unclosed", join(text), join(text), source.span_of(node))
            case "line_continuation" | "comment":
                pass
            case _:
                # A part of an address or a size.
                yield Part("text", text, text, source.span_of(node))


def _command(text: str, span: Span) -> Part:
    whole = join(text)
    return Part("command", whole[2:-1] if whole.startswith("$(") else whole[1:-1], whole, span)


def _quoted(source: Source, string: Node) -> Iterable[Part]:
    """What stands between quotes, the blanks after a continuation included."""
    raw = string.type == "raw_string"
    position = string.children[0].end_byte
    empty = True
    for node in string.children[1:]:
        if node.type == "comment":
            position = source.next_line(node.start_byte)
            continue
        # Blanks at the start of a line belong to no token.
        if position < node.start_byte:
            blanks = source.text(position, node.start_byte)
            yield Part("text", blanks, blanks, source.span(position, node.start_byte))
            empty = False
        position = node.end_byte
        text = source.text_of(node)
        match node.type:
            case "string_content" | "raw_content":
                value = text if raw else _ESCAPE_IN_QUOTES.sub(r"\1", text)
                yield Part("text", value, text, source.span_of(node))
            case "variable":
                yield Part("variable", text.strip("${}"), text, source.span_of(node))
            case "command_substitution":
                yield _command(text, source.span_of(node))
            case _:
                continue
        empty = False
    if empty:
        yield Part("text", "", "", source.span_of(string))


def _merged(parts: Iterable[Part]) -> Iterable[Part]:
    """Neighbouring texts as one, so that layout makes no difference between equal arguments."""
    for is_text, group in groupby(parts, lambda part: part.kind == "text"):
        if is_text:
            texts = list(group)
            value, written = "".join(part.value for part in texts), "".join(part.source for part in texts)
            yield Part("text", value, written, Span.between(texts[0].span.start, texts[-1].span.end))
        else:
            yield from group
