"""`$SPLIT` and `$SPLIT_NUM`: where a directive looks at them, and where it gives them a value of its own."""

from __future__ import annotations

from collections.abc import Iterator
from re import compile as pattern

from layerfile.directives import BuildEnv, Directive, Env, Run, SecretEnv, SetupFile
from layerfile.outline import Outline
from layerfile.spans import Span

VARIABLES = ("SPLIT", "SPLIT_NUM")

#: As it is, not with a default as in ${SPLIT:-0}.
_USE = pattern(r"(?<!\\)\$(?:\{(SPLIT|SPLIT_NUM)\}|(SPLIT|SPLIT_NUM)(?![A-Za-z0-9_]))")
_SET = pattern(
    r"(?:^|[\s;&|('])(?:SPLIT|SPLIT_NUM)\+?=|\b(?:for|read|export|local|declare|typeset|readonly)\s[^;&|\n]{0,200}?\bSPLIT"
)


def uses(directive: Directive, names: tuple[str, ...] = VARIABLES) -> Iterator[tuple[str, Span]]:
    """Where a directive looks at one of the variables, by its name; nothing where that is its own affair."""
    if isinstance(directive, Run):
        if _SET.search(directive.command) is None:
            at = quotes = 0
            for found in _USE.finditer(directive.command):
                name = found[1] or found[2]
                quotes += directive.command.count("'", at, found.start())
                at = found.start()
                # Between single quotes it is no variable.
                if name in names and quotes % 2 == 0:
                    yield name, directive.locate(*found.span())
        return
    for argument in directive.arguments:
        for part in argument.parts:
            if part.kind == "variable" and part.value in names:
                yield part.value, part.span


def users(file: Outline, names: tuple[str, ...] = VARIABLES) -> list[Directive]:
    """The directives that look at one of the variables, in their order."""
    found = {file.number(directive): directive for name in names for directive in file.uses.get(name, ())}
    return [found[number] for number in sorted(found) if any(uses(found[number], names))]


def sets_it_otherwise(directive: Directive) -> bool:
    """Whether the variables may have a value from here, though there is no SPLIT."""
    match directive:
        case SetupFile():
            return True
        case Env(pairs=pairs):
            return any(pair.name in VARIABLES for pair in pairs)
        case BuildEnv(items=items) | SecretEnv(items=items):
            return any(item.source in VARIABLES for item in items)
        case _:
            return False
