"""What each word of a Layerfile is, the shell in RUN included, for editors that colour by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import tree_sitter

from layer_server.positions import Encoding, units
from layer_server.view import View
from layerfile.arguments import Argument
from layerfile.bash_tree import parse
from layerfile.directives import (
    Artifact,
    Aws,
    Button,
    Clone,
    Copy,
    Directive,
    Docker,
    Env,
    From,
    Label,
    Memory,
    Option,
    Run,
    SkipRemainingIf,
    Split,
    Unknown,
)
from layerfile.parsing import Block
from layerfile.spans import LINE_END, Span

TYPES = (
    *("comment", "keyword", "string", "variable", "number", "operator", "function", "property", "parameter"),
    *("type", "regexp"),
)
"""The kinds of tokens, in the order of the legend."""

MODIFIERS = ("cached",)
"""What a token can be besides: `cached`, the keyword of a step that would be skipped."""

_NUMBER = {name: number for number, name in enumerate(TYPES)}
_SHELL = """
(command_name) @function
(variable_name) @variable
(special_variable_name) @variable
[(string) (raw_string) (ansi_c_string) (heredoc_body)] @string
(comment) @comment
(number) @number
(regex) @regexp
[(heredoc_start) (heredoc_end)] @keyword
["&&" "||" "|" "|&" ";" "&" ">" ">>" "<" "<<" "<<-" ">&" "<&" "&>" "="] @operator
["if" "then" "elif" "else" "fi" "for" "in" "do" "done" "while" "until" "case" "esac" "function"] @keyword
["export" "declare" "local" "readonly" "unset"] @keyword
"""


class Token(NamedTuple):
    """On one line: `line` counts from its block's first, from 0; `start` and `length` in code points."""

    line: int
    start: int
    length: int
    kind: int


class _Encoded(NamedTuple):
    """The tokens of a block as the protocol has them.

    The first one's line counts from the block's first. `last_line`, counted the same, and `last_start` are the last
    one's place; `keyword` is where the numbers of the keyword begin, -1 if there is none.
    """

    block: Block
    numbers: list[int]
    last_line: int
    last_start: int
    keyword: int


class Tokens:
    """The tokens of a document. What blocks have is kept as long as they are there."""

    def __init__(self) -> None:
        self._encoding: Encoding = "utf-16"
        self._known: dict[int, _Encoded] = {}

    def encoded(
        self,
        view: View,
        encoding: Encoding,
        cached: frozenset[int] = frozenset(),
        lines: tuple[int, int] | None = None,
    ) -> list[int]:
        """As the protocol has it: five numbers for each token, places counted from the token before.

        `cached`: the lines (from 1) of steps that are; `lines`: only what stands on these, from 0, both included.
        """
        if encoding != self._encoding:
            self._known, self._encoding = {}, encoding
        known, kept = self._known, {}
        result: list[int] = []
        last_line = 0
        texts = view.document.lines
        first = 0
        for facts in view.reading.facts:
            block = facts.block
            if lines is None or (first <= lines[1] and first + block.lines > lines[0]):
                entry = known.get(id(block))
                if entry is None:
                    entry = _encoded(block, texts, first, encoding)
                kept[id(block)] = entry
                numbers = entry.numbers
                if numbers:
                    at = len(result)
                    result += numbers
                    # On another line than the last token: blocks have lines of their own.
                    result[at] += first - last_line
                    last_line = first + entry.last_line
                    if cached and entry.keyword >= 0 and _step_line(block, first) in cached:
                        result[at + entry.keyword + 4] = 1
            first += block.lines
        if lines is None:
            self._known = kept
        else:
            self._known = known | kept
        return result


def _step_line(block: Block, first: int) -> int:
    assert block.directive is not None
    return block.directive.span.start_line - block.first_line + first + 1


def _encoded(block: Block, texts: Sequence[str], first: int, encoding: Encoding) -> _Encoded:
    numbers: list[int] = []
    last_line = last_start = 0
    keyword = -1
    for token in _of(block):
        text = texts[first + token.line]
        start, length = token.start, token.length
        if encoding != "utf-32" and not text.isascii():
            start, length = units(text[:start], encoding), units(text[start : start + length], encoding)
        if keyword < 0 and token.kind == 1:
            keyword = len(numbers)
        numbers += (token.line - last_line, start - last_start if token.line == last_line else start, length)
        numbers += (token.kind, 0)
        last_line, last_start = token.line, start
    return _Encoded(block, numbers, last_line, last_start, keyword)


_CHUNK = 1024


def difference(old: list[int], new: list[int]) -> tuple[int, int, list[int]]:
    """The one edit from old numbers to new ones: where it starts, how many go, what comes."""
    shortest = min(len(old), len(new))
    start = 0
    while start < shortest and old[start : start + _CHUNK] == new[start : start + _CHUNK]:
        start += _CHUNK
    start = min(start, shortest)
    while start < shortest and old[start] == new[start]:
        start += 1
    left = shortest - start
    same = 0
    while (
        same + _CHUNK <= left
        and old[len(old) - same - _CHUNK : len(old) - same] == (new[len(new) - same - _CHUNK : len(new) - same])
    ):
        same += _CHUNK
    while same < left and old[-1 - same] == new[-1 - same]:
        same += 1
    return start, len(old) - same - start, new[start : len(new) - same]


def _of(block: Block) -> Iterator[Token]:
    """The tokens of a block, sorted, none over another."""
    spans = [(comment.span, "comment") for comment in block.comments]
    if block.directive is not None:
        spans += _directive(block.directive)
    spans.sort(key=lambda one: (one[0].start, one[0].end))
    end = (0, 0)
    for span, kind in spans:
        if span.start >= end and span.end > span.start:
            yield from _lines(span, kind, block)
            end = span.end


def _lines(span: Span, kind: str, block: Block) -> Iterator[Token]:
    """A token may not go over a line end: as many as there are lines."""
    first = span.start_line - block.first_line
    if span.end_line == span.start_line:
        yield Token(first, span.start_column, span.end_column - span.start_column, _NUMBER[kind])
        return
    directive = block.directive
    assert directive is not None
    texts = LINE_END.split(directive.source)
    offset = span.start_line - directive.span.start_line
    for number in range(span.end_line - span.start_line + 1):
        text = texts[offset + number] if offset + number < len(texts) else ""
        margin = directive.span.start_column if offset + number == 0 else 0
        start = span.start_column if number == 0 else len(text) - len(text.lstrip())
        end = span.end_column if span.start_line + number == span.end_line else margin + len(text.rstrip(" \t\\"))
        if end > start:
            yield Token(first + number, start, end - start, _NUMBER[kind])


def _directive(directive: Directive) -> list[tuple[Span, str]]:
    found: list[tuple[Span, str]] = []
    if directive.prefix is not None:
        found.append((directive.prefix, "keyword"))
    match directive:
        case Unknown():
            return found
        case Docker():
            return [*found, (directive.keyword_span, "keyword")]
        case Run():
            found.append((directive.keyword_span, "keyword"))
            if directive.modifier_span is not None:
                found.append((directive.modifier_span, "keyword"))
            found += [(option.span, "parameter") for option in directive.options]
            return found + _shell(directive)
        case Button():
            if directive.message_span is not None:
                found.append((directive.message_span, "string"))
        case Split() if directive.modifier_span is not None:
            found.append((directive.modifier_span, "keyword"))
        case Env(pairs=pairs) | Label(pairs=pairs):
            found += [(pair.name_span, "property") for pair in pairs]
        case SkipRemainingIf(conditions=conditions, ands=ands):
            found += [(span, "keyword") for span in ands]
            found += [(condition.variable_span, "variable") for condition in conditions]
            found += [(condition.operator_span, "operator") for condition in conditions]
        case Aws() | Copy() | From() | Clone() | Artifact():
            found += [(_name_of(option), "parameter") for option in directive.options]
        case _:
            pass
    found.append((directive.keyword_span, "keyword"))
    for argument in directive.arguments:
        found += _argument(argument, _kind_of(directive))
    return found


def _name_of(option: Option) -> Span:
    line, column = option.span.start
    return Span(line, column, line, column + len(option.name))


def _kind_of(directive: Directive) -> str:
    match directive:
        case From():
            return "type"
        case Memory() | Split():
            return "number"
        case _:
            return "string"


def _argument(argument: Argument, kind: str) -> list[tuple[Span, str]]:
    if argument.is_plain:
        return [(argument.span, kind)]
    found: list[tuple[Span, str]] = []
    at = argument.span.start
    for part in argument.parts:
        if part.kind in ("variable", "command"):
            if part.span.start > at:
                found.append((Span(*at, *part.span.start), kind))
            found.append((part.span, "variable" if part.kind == "variable" else "function"))
            at = part.span.end
    if argument.span.end > at:
        found.append((Span(*at, *argument.span.end), kind))
    return found


def _shell(run: Run) -> list[tuple[Span, str]]:
    if not run.pieces:
        return [] if run.shell_span is None else [(run.shell_span, "string")]
    if len(run.pieces) == 1 and "\n" not in run.command:
        # The command stands on one line as it is.
        line = run.span.end_line
        column = run.span.end_column - (len(run.source) - run.pieces[0][1])
        return [(Span(line, column + start, line, column + end), kind) for start, end, kind in _in_shell(run.command)]
    return [(run.locate(start, end), kind) for start, end, kind in _in_shell(run.command)]


@lru_cache(maxsize=1024)
def _in_shell(command: str) -> tuple[tuple[int, int, str], ...]:
    """The tokens of a shell command, in offsets; variables in strings lie over these."""
    tree, offset = parse(command)
    captures = tree_sitter.QueryCursor(_query()).captures(tree.root_node)
    found = sorted(
        (offset(node.start_byte), -offset(node.end_byte), kind) for kind, nodes in captures.items() for node in nodes
    )
    result: list[tuple[int, int, str]] = []
    for start, negative_end, kind in found:
        end = -negative_end
        if result and start < result[-1][1]:
            # Inside of a string: the string is what is left around it.
            outer_start, outer_end, outer = result.pop()
            if start > outer_start:
                result.append((outer_start, start, outer))
            result.append((start, end, kind))
            if end < outer_end:
                result.append((end, outer_end, outer))
        else:
            result.append((start, end, kind))
    return tuple(result)


@cache
def _query() -> tree_sitter.Query:
    import tree_sitter_bash

    return tree_sitter.Query(tree_sitter.Language(tree_sitter_bash.language()), _SHELL)
