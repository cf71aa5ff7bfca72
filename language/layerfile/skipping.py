"""SKIP REMAINING IF: whether its conditions hold in a run, and which of them no run can decide."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping

from layerfile.conditions import expression
from layerfile.context import Context
from layerfile.directives import Condition, SkipRemainingIf
from layerfile.environment import known
from layerfile.problems import Problem

#: Classes that Go's expressions have and Python's have not, as what stands for them inside of brackets.
_CLASSES = {
    "[:alpha:]": "a-zA-Z",
    "[:digit:]": "0-9",
    "[:alnum:]": "a-zA-Z0-9",
    "[:upper:]": "A-Z",
    "[:lower:]": "a-z",
    "[:space:]": r"\s",
    "[:word:]": r"\w",
    "[:xdigit:]": "0-9A-Fa-f",
    "[:punct:]": r"!-/:-@\[-`{-~",
}


def holds(skip: SkipRemainingIf, context: Context, variables: Mapping[str, str]) -> bool:
    """Whether all conditions are true of a run with these variables; one that nobody sets is empty."""
    if not skip.conditions:
        return False
    return all(_is_true(one, context, variables) for one in skip.conditions)


def said(skip: SkipRemainingIf, context: Context, variables: Mapping[str, str]) -> str:
    """What the variables are that made the conditions hold, in words."""
    names = dict.fromkeys(one.variable for one in skip.conditions)
    return " and ".join(f"{name} is {_value(name, context, variables) or 'empty'}" for name in names)


def undecidable(skip: SkipRemainingIf, context: Context, path: str) -> Iterator[Problem]:
    """Conditions on what only the machine, or only the secret store, knows, and expressions that are none here."""
    for one in skip.conditions:
        message = None
        if one.variable in context.secrets:
            message = f"{one.variable} is a secret: whether steps are skipped would tell what it is"
        elif one.variable in context.computed:
            message = f"{one.variable} is what a command prints in the machine, so no run knows it before"
        elif one.operator in ("=~", "!=~") and one.value is not None:
            message = _mistake(expression(one.value))
        if message is not None:
            yield Problem("skip-undecidable", "error", message, one.span, path)


def _is_true(condition: Condition, context: Context, variables: Mapping[str, str]) -> bool:
    found = _value(condition.variable, context, variables)
    wanted = condition.value
    match condition.operator:
        case "=" | "!=":
            names = () if wanted is None else wanted.variables
            text = "" if wanted is None else wanted.expand({name: _value(name, context, variables) for name in names})
            return (found == text) == (condition.operator == "=")
        case _:
            searched = _compiled("" if wanted is None else expression(wanted)).search(found) is not None
            return searched == (condition.operator == "=~")


def _value(name: str, context: Context, variables: Mapping[str, str]) -> str:
    own = known(dict(context.env), context.user)
    if name in own:
        return own[name]
    build = dict(context.build)
    return (build[name] if name in build else variables.get(name)) or ""


def _compiled(text: str) -> re.Pattern[str]:
    for name, characters in _CLASSES.items():
        text = text.replace(name, characters)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return re.compile(text)


def _mistake(text: str) -> str | None:
    try:
        _compiled(text)
    except (re.error, OverflowError, RecursionError) as error:
        return f"{text} is no regular expression that can be searched for here: {error}"
    return None
