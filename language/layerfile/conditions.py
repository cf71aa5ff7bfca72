"""The conditions of SKIP REMAINING IF, from their nodes: blanks may stand around an operator."""

from __future__ import annotations

from collections.abc import Callable
from re import compile as pattern
from typing import TYPE_CHECKING, cast

from layerfile.arguments import Argument, Part
from layerfile.directives import Condition, Operator
from layerfile.spans import Span

if TYPE_CHECKING:
    from tree_sitter import Node

    from layerfile.line_reader import Line

_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = pattern(r"!=~|!=|=~|=")
_NO_VALUES = frozenset({"&", "&&", "|", "||", ","})


def read_conditions(line: Line) -> tuple[tuple[Condition, ...], tuple[Span, ...]]:
    """The conditions and the places of the ANDs; what is neither becomes the line's `extra`."""
    conditions: list[Condition] = []
    ands: list[Span] = []
    nodes = list(line.nodes)
    span = line.source.span_of
    at = 0
    while at < len(nodes):
        node = nodes[at]
        at += 1
        if node.type == "keyword":
            ands.append(span(node))
        elif node.type == "condition":
            variable, operator = node.child_by_field_name("variable"), node.child_by_field_name("operator")
            value = node.child_by_field_name("value")
            assert variable is not None
            assert operator is not None
            if value is None and at < len(nodes) and _is_value(line, nodes[at]):
                value = nodes[at]
                at += 1
            written = cast("Operator", line.source.text_of(operator))
            conditions.append(_condition(line, variable, written, span(operator), value))
        else:
            following = nodes[at] if at < len(nodes) else None
            found = _spaced(line, node, following, nodes[at + 1] if at + 1 < len(nodes) else None)
            if found is None:
                line.more([node])
            else:
                condition, taken = found
                conditions.append(condition)
                at += taken
    return tuple(conditions), tuple(ands)


def _condition(line: Line, variable: Node, operator: Operator, place: Span, value: Node | None) -> Condition:
    span = line.source.span_of
    end = place if value is None else span(value)
    return Condition(
        line.source.text_of(variable),
        span(variable),
        operator,
        place,
        None if value is None else line.argument(value),
        span(variable).to(end),
    )


def _is_value(line: Line, node: Node) -> bool:
    """Whether a node behind an operator is its value."""
    return node.type != "keyword" and line.source.text_of(node) not in _NO_VALUES


def _spaced(line: Line, node: Node, following: Node | None, value: Node | None) -> tuple[Condition, int] | None:
    """A condition with a blank before its operator, and how many nodes it has behind its variable."""
    if following is None or following.type != "argument" or _NAME.fullmatch(line.source.text_of(node)) is None:
        return None
    found = _OPERATOR.match(line.source.text_of(following))
    if found is None:
        return None
    operator = cast("Operator", found[0])
    place = line.source.span_of(following).within(found[0], 0, len(found[0]))
    if line.source.text_of(following) == found[0]:
        if value is not None and not _is_value(line, value):
            value = None
        return _condition(line, node, operator, place, value), 1 if value is None else 2
    glued = _without(line.argument, following, found[0])
    span = line.source.span_of(node)
    condition = Condition(line.source.text_of(node), span, operator, place, glued, span.to(glued.span))
    line.arguments[-1] = glued
    return condition, 1


def _without(argument: Callable[[Node], Argument], node: Node, operator: str) -> Argument:
    """The argument of a node without the operator that it begins with."""
    whole = argument(node)
    length = len(operator)
    start = whole.span.start.after(operator)
    if whole.is_plain:
        return Argument(whole.source[length:], Span.between(start, whole.span.end))
    first, *rest = whole.parts
    parts = list(rest)
    if first.value != operator:
        place = Span.between(start, first.span.end)
        parts.insert(0, Part(first.kind, first.value[length:], first.source[length:], place))
    return Argument(whole.source[length:], Span.between(start, whole.span.end), tuple(parts))


def expression(value: Argument) -> str:
    """The regular expression that a value is: quotes gone, all backslashes kept."""
    return "".join(part.source for part in value.parts)
