"""The names in a directive: variables and checkpoints, where they are given a value and where they are used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from layerfile.directives import (
    BuildEnv,
    Button,
    Checkpoint,
    Directive,
    Docker,
    Env,
    Run,
    SecretEnv,
    SkipRemainingIf,
    Unknown,
)
from layerfile.spans import Span

NameKind = Literal["variable", "checkpoint"]


class Occurrence(NamedTuple):
    """A name at a place; `is_definition`: it gets its value there. `span` has no `$` and no braces."""

    kind: NameKind
    name: str
    span: Span
    is_definition: bool = False


def occurrences(directive: Directive) -> Iterator[Occurrence]:
    """The names in a directive, in no certain order."""
    match directive:
        case Button() | Docker() | Unknown():
            return
        case Run():
            for name, start, end, is_definition in _in_shell(directive.command) if "$" in directive.command else ():
                # What a command sets for itself is its own.
                if not is_definition and directive.pieces:
                    yield Occurrence("variable", name, directive.locate(start, end))
        case Env(pairs=pairs):
            for pair in pairs:
                yield Occurrence("variable", pair.name, pair.name_span, True)
        case BuildEnv(items=items) | SecretEnv(items=items):
            for item in items:
                if item.is_plain:
                    yield Occurrence("variable", item.source, item.span, True)
        case SkipRemainingIf(conditions=conditions):
            for condition in conditions:
                yield Occurrence("variable", condition.variable, condition.variable_span)
        case Checkpoint(name=name) if name is not None and name.is_plain:
            yield Occurrence("checkpoint", name.source, name.span, True)
        case _:
            pass
    for argument in directive.arguments:
        for part in argument.parts:
            if part.kind == "variable" and part.span.start_line == part.span.end_line:
                skipped = 2 if part.source.startswith("${") else 1
                start = part.span.start_column + skipped
                line = part.span.start_line
                name = part.value.partition(":")[0]
                yield Occurrence("variable", name, Span(line, start, line, start + len(name)))


def set_by(directives: Iterable[Directive]) -> set[str]:
    """The variables that directives give a value, where they can tell which; of words that are no pairs in ENV any."""
    names: set[str] = set()
    for one in directives:
        match one:
            case Env(pairs=pairs, words=words):
                # Of words between pairs each second one is a name.
                names |= {pair.name for pair in pairs} | {word.source for word in words}
            case BuildEnv(items=items) | SecretEnv(items=items):
                names |= {str(item) for item in items}
            case _:
                pass
    return names


@lru_cache(maxsize=512)
def _in_shell(command: str) -> tuple[tuple[str, int, int, bool], ...]:
    """The variables of a shell command: name, the offsets where it stands, and whether it is set there.

    One that the command sets is left out where it is used as well: that is not a Layerfile's variable.
    """
    from layerfile.bash_tree import parse

    tree, offset = parse(command)
    found: list[tuple[str, int, int, bool]] = []
    # With what each stands in: asking a node for its parent searches the whole tree.
    waiting = [(tree.root_node, "")]
    while waiting:
        node, around = waiting.pop()
        kind = node.type
        if kind == "variable_name":
            start, end = offset(node.start_byte), offset(node.end_byte)
            is_set = around in ("variable_assignment", "for_statement", "declaration_command")
            found.append((command[start:end], start, end, is_set))
        waiting.extend((child, kind) for child in reversed(node.named_children))
    own = {name for name, _, _, is_set in found if is_set}
    return tuple(one for one in found if one[0] not in own)
