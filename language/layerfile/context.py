"""What ENV, SECRET ENV, WORKDIR and USER have said so far, and how a directive changes it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from re import compile as pattern

from layerfile.arguments import Argument
from layerfile.directives import Cache, Copy, Directive, Env, SecretEnv, User, Workdir
from layerfile.environment import RUN_ENV, home, known
from layerfile.problems import Problem

_USER_NAME = pattern(r"[a-z_][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class Context:
    """What is in force before a step, variables by name in the order of their first ENV.

    `secrets` are the variables whose values only the secret store knows; none of them is in `env`, nor the other way
    round: the line that comes later counts.
    """

    env: tuple[tuple[str, str], ...] = ()
    workdir: str = "/root"
    user: str = "root"
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """The `values` of a directive's arguments, the context that holds after it, and what is wrong with that.

    COPY has its sources and its destination as values, ENV those of its pairs, USER the name, and WORKDIR and CACHE
    the directories, absolute; other directives have none.
    """

    values: tuple[str, ...]
    context: Context
    problems: tuple[Problem, ...] = ()


def apply(directive: Directive, context: Context, path: str) -> Applied:
    """Expand a directive of the Layerfile at `path`. Pure: the context that is given stays as it is."""
    if isinstance(directive, SecretEnv):
        return Applied((), _with_secrets(directive, context))
    arguments = _arguments(directive)
    if not arguments:
        return Applied((), context)
    env = dict(context.env)
    environment = known(env, context.user)
    problems = _unknown_yet(directive, arguments, environment, context.secrets, path)
    values = tuple("" if argument is None else argument.expand(environment) for argument in arguments)
    if isinstance(directive, Cache | Copy | Workdir) and not problems:
        problems += _empty(directive, arguments, values, path)
    match directive:
        case Env(pairs=pairs):
            named = {pair.name: value for pair, value in zip(pairs, values, strict=True)}
            secrets = tuple(name for name in context.secrets if name not in named)
            context = replace(context, env=tuple((env | named).items()), secrets=secrets)
        case Workdir():
            values = (_nested(values[0], context),)
            context = replace(context, workdir=values[0])
        case Cache():
            values = tuple(_nested(value, context) for value in values)
        case User():
            context = replace(context, user=values[0])
            # Without a variable it is a rule's to look at.
            if directive.arguments[0].variables and not _USER_NAME.fullmatch(values[0]):
                message = f"{values[0] or 'nothing'} cannot be a user's name: write one such as app, in lower case"
                problems.append(Problem("user-name", "error", message, directive.span, path))
        case _:
            pass
    return Applied(values, context, tuple(problems))


def _with_secrets(directive: SecretEnv, context: Context) -> Context:
    names = dict.fromkeys((*context.secrets, *map(str, directive.items)))
    env = tuple(pair for pair in context.env if pair[0] not in names)
    return replace(context, env=env, secrets=tuple(names))


def _arguments(directive: Directive) -> tuple[Argument | None, ...]:
    match directive:
        case Copy(sources=sources, destination=destination):
            return (*sources, destination)
        case Env(pairs=pairs):
            return tuple(pair.value for pair in pairs)
        case Workdir(path=argument) | User(name=argument):
            return () if argument is None else (argument,)
        case Cache(items=items):
            return items
        case _:
            return ()


def _nested(path: str, context: Context) -> str:
    """A directory of the machine, absolute."""
    if path == "~" or path.startswith("~/"):
        path = home(context.user) + path[1:]
    absolute = posixpath.normpath(posixpath.join(context.workdir, path))
    # normpath keeps two slashes at the start.
    return "/" + absolute.lstrip("/")


def _empty(
    directive: Directive, arguments: tuple[Argument | None, ...], values: tuple[str, ...], path: str
) -> list[Problem]:
    """Arguments of which nothing is left: as a path, that would mean the folder that we are in."""
    return [
        Problem(
            "argument-empty",
            "error",
            f"{directive.keyword}: {argument} is empty, and names no path",
            directive.span,
            path,
        )
        for argument, value in zip(arguments, values, strict=True)
        if argument is not None and argument.variables and not value
    ]


def _unknown_yet(
    directive: Directive,
    arguments: tuple[Argument | None, ...],
    environment: dict[str, str],
    secrets: tuple[str, ...],
    path: str,
) -> list[Problem]:
    """Variables whose values only a run knows: an empty one in their place would be wrong in silence."""
    names = {name for argument in arguments if argument is not None for name in argument.variables}
    unknown = {name: f"${name}" for name in names & RUN_ENV - environment.keys()}
    unknown |= {name: f"the secret ${name}" for name in names.intersection(secrets)}
    return [
        Problem(
            "not-supported-yet",
            "error",
            f"{shown} is only known in RUN, and cannot be used in {directive.keyword} yet",
            directive.span,
            path,
        )
        for _, shown in sorted(unknown.items())
    ]
