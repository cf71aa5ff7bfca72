"""The shape of a Layerfile: its symbols, what can be folded, and what a selection grows to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from layer_server.view import View
from layerfile.directives import Checkpoint, Directive, Env, From, Names, Run
from layerfile.spans import Position, Span

SymbolKind = Literal["base", "step", "variable", "checkpoint", "setting"]


class Symbol(NamedTuple):
    """`span` is all of it, `name_span` what to select."""

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    name_span: Span
    children: tuple[Symbol, ...] = ()


class Fold(NamedTuple):
    """Lines from 1, both of them part of it."""

    first: int
    last: int
    is_comment: bool = False


_LONGEST = 80


def symbols(view: View) -> Iterator[Symbol]:
    """One for each directive, with the variables that it sets below it."""
    for directive, moved in view.placed:
        keyword, _, rest = directive.text.partition(" ")
        if directive.keyword.count(" ") and directive.text.upper().startswith(directive.keyword):
            keyword, rest = directive.keyword, directive.text[len(directive.keyword) :].strip()
        children: tuple[Symbol, ...] = ()
        if isinstance(directive, Env):
            children = tuple(_variables(directive, moved))
        name = f"{keyword.upper()} {rest}".strip()
        shown = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
        span = directive.span.moved(moved)
        yield Symbol(shown, "", _kind(directive), span, directive.keyword_span.moved(moved), children)


def _variables(env: Env, moved: int) -> Iterator[Symbol]:
    for pair in env.pairs:
        value = str(pair.value or "")
        yield Symbol(pair.name, value, "variable", pair.span.moved(moved), pair.name_span.moved(moved))


def _kind(directive: Directive) -> SymbolKind:
    match directive:
        case From():
            return "base"
        case Run():
            return "step"
        case Env() | Names():
            return "variable"
        case Checkpoint():
            return "checkpoint"
        case _:
            return "setting"


def folds(view: View) -> Iterator[Fold]:
    """Directives over several lines, and comments over several lines."""
    block: list[int] = []
    own_lines = sorted(comment.span.moved(moved).start_line for comment, moved in view.comments if comment.is_own_line)
    inside: set[int] = set()
    for directive, moved in view.placed:
        span = directive.span.moved(moved)
        if span.end_line > span.start_line:
            yield Fold(span.start_line, span.end_line)
            inside.update(range(span.start_line, span.end_line + 1))
    for line in [*own_lines, 0]:
        if block and line != block[-1] + 1:
            if len(block) > 1:
                yield Fold(block[0], block[-1], True)
            block = []
        if line and line not in inside:
            block.append(line)


def selections(view: View, position: Position) -> list[Span]:
    """What a selection at a place grows to, step by step: part, argument, directive, file."""
    lines = view.document.lines
    whole = Span(1, 0, len(lines), len(lines[-1]))
    found = view.at(position)
    result: list[Span] = []
    if found is not None:
        directive, moved = found
        for argument in directive.arguments:
            span = argument.span.moved(moved)
            if span.start <= position <= span.end:
                result += [
                    part.span.moved(moved)
                    for part in argument.parts
                    if part.span.moved(moved).start <= position <= part.span.moved(moved).end
                ][:1]
                result.append(span)
                break
        if isinstance(directive, Run) and directive.shell_span is not None:
            shell = directive.shell_span.moved(moved)
            if shell.start <= position <= shell.end:
                result += _word(lines[position.line - 1], position)
                result.append(shell)
        elif directive.keyword_span.moved(moved).start <= position <= directive.keyword_span.moved(moved).end:
            result.append(directive.keyword_span.moved(moved))
        result.append(directive.span.moved(moved))
    result.append(whole)
    # Each must be within the next, and larger.
    return [span for number, span in enumerate(result) if span not in result[:number]]


def _word(line: str, position: Position) -> list[Span]:
    start = end = min(position.column, len(line))
    while start > 0 and not line[start - 1].isspace():
        start -= 1
    while end < len(line) and not line[end].isspace():
        end += 1
    return [Span(position.line, start, position.line, end)] if start < end else []
