"""ENV whose values only the machine knows: commands in backquotes or `$( )`, and what is made of their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from layerfile.context import Context
from layerfile.directives import Directive, Env, Pair
from layerfile.environment import known


def runs_commands(directive: Directive) -> bool:
    """Whether a line of ENV runs something: it is done as a RUN is."""
    return isinstance(directive, Env) and any(
        pair.value is not None and pair.value.has_commands for pair in directive.pairs
    )


def commands(directive: Directive) -> tuple[str, ...]:
    """The commands of a line, in the order of the text."""
    return tuple(
        part.value
        for pair in _pairs(directive)
        if pair.value is not None
        for part in pair.value.parts
        if part.kind == "command"
    )


def computed_names(directive: Directive, context: Context) -> tuple[str, ...]:
    """The variables of a line whose values only the machine knows; `context` is in force before it."""
    return tuple(dict.fromkeys(pair.name for pair in _pairs(directive) if _is_computed(pair, context)))


def computed_values(
    directive: Directive, context: Context, environment: Mapping[str, str], outputs: Sequence[str] = ()
) -> dict[str, str]:
    """The values of these variables: `environment` is what a command at this line would see, `outputs` is what each of
    its commands printed.
    """
    environment = {**known({}, context.user), **environment}
    waiting = list(outputs)
    values: dict[str, str] = {}
    for pair in _pairs(directive):
        if pair.value is None:
            continue
        words = []
        for part in pair.value.parts:
            if part.kind == "command":
                # As a shell does it.
                words.append(waiting.pop(0).rstrip("\n"))
            else:
                words.append(environment.get(part.value, "") if part.kind == "variable" else part.value)
        if _is_computed(pair, context):
            values[pair.name] = "".join(words)
    return values


def _pairs(directive: Directive) -> tuple[Pair, ...]:
    return directive.pairs if isinstance(directive, Env) else ()


def _is_computed(pair: Pair, context: Context) -> bool:
    value = pair.value
    return value is not None and (value.has_commands or not set(context.computed).isdisjoint(value.variables))
