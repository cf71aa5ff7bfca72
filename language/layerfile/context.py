"""What ENV, BUILD ENV, SECRET ENV, WORKDIR, USER and SETUP FILE have said so far, and how a directive changes it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, replace
from re import compile as pattern
from types import MappingProxyType

from layerfile import repositories
from layerfile.arguments import Argument
from layerfile.directives import (
    BuildEnv,
    Cache,
    Clone,
    Copy,
    Directive,
    Env,
    ExposeTcp,
    ExposeWebsite,
    SecretEnv,
    SetupFile,
    Split,
    User,
    Workdir,
)
from layerfile.environment import OLD_NAMES, RUN_ENV, home, known
from layerfile.exposing import NotExposable, exposed
from layerfile.problems import Problem
from layerfile.variables import OWN_NAMES

_USER_NAME = pattern(r"[a-z_][a-z0-9_-]{0,31}")

NO_VARIABLES: Mapping[str, str] = MappingProxyType({})
"""Where no run is meant, its variables are not known."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is in force before a step, variables by name in the order of their first ENV.

    `secrets` are the variables whose values only the secret store knows, `build` those of BUILD ENV with the values
    that they have for this run (None: nobody sets it), and `computed` those of ENV whose values only the machine
    knows. A name is in one of these only: the line that comes later counts. `setup` are the files of SETUP FILE,
    absolute.
    """

    env: tuple[tuple[str, str], ...] = ()
    workdir: str = "/root"
    user: str = "root"
    secrets: tuple[str, ...] = ()
    build: tuple[tuple[str, str | None], ...] = ()
    computed: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """The `values` of a directive's arguments, the context that holds after it, and what is wrong with that.

    COPY has its sources and its destination as values, CLONE the same after the address and its DEFAULT ("": none), ENV
    those of its pairs, USER the name, WORKDIR and CACHE the directories, absolute, and EXPOSE what `exposing.exposed`
    takes; other directives have none.
    """

    values: tuple[str, ...]
    context: Context
    problems: tuple[Problem, ...] = ()


def apply(directive: Directive, context: Context, path: str, variables: Mapping[str, str] = NO_VARIABLES) -> Applied:
    """Expand a directive of the Layerfile at `path`. Pure: the context that is given stays as it is.

    `variables` are the run's (`layerfile.variables`); an unset one has no entry.
    """
    match directive:
        case SecretEnv(items=items):
            return Applied((), _with_secrets(tuple(map(str, items)), context))
        case BuildEnv(items=items):
            values = {name: variables.get(name) for name in map(str, items)}
            return Applied((), _with_build(values, context))
        case _:
            pass
    arguments = _arguments(directive)
    if not arguments:
        return Applied((), context)
    env = dict(context.env)
    environment = known(env, context.user)
    if any(argument is not None and argument.variables for argument in arguments):
        environment |= _of_run(arguments, context, variables)
    problems = _unknown_yet(directive, arguments, environment, context, path)
    values_ = tuple("" if argument is None else argument.expand(environment) for argument in arguments)
    if isinstance(directive, Cache | Clone | Copy | Workdir | SetupFile) and not problems:
        problems += _empty(directive, arguments, values_, path)
    match directive:
        case Env():
            context = _with_env(directive, values_, context)
        case Workdir():
            values_ = (_nested(values_[0], context),)
            context = replace(context, workdir=values_[0])
        case SetupFile():
            values_ = tuple(_nested(each, context) for each in values_)
            context = replace(context, setup=(*context.setup, *(each for each in values_ if each not in context.setup)))
        case Cache():
            values_ = tuple(_nested(each, context) for each in values_)
        case User():
            context = replace(context, user=values_[0])
            # Without a variable it is a rule's to look at.
            if directive.arguments[0].variables and not _USER_NAME.fullmatch(values_[0]):
                message = f"{values_[0] or 'nothing'} cannot be a user's name: write one such as app, in lower case"
                problems.append(Problem("user-name", "error", message, directive.span, path))
        case ExposeWebsite() | ExposeTcp() if any(argument.variables for argument in directive.arguments):
            problems += _not_exposable(directive, values_, path)
        # Without a variable it is a rule's to look at.
        case Clone(url=Argument(variables=[_, *_]) as url) if not problems:
            reason = repositories.refusal(values_[0])
            if reason is not None:
                problems.append(Problem("clone-address", "error", reason, url.span, path))
        case _:
            pass
    return Applied(values_, context, tuple(problems))


def split(context: Context, directive: Split, index: int) -> Context:
    """What is in force in copy `index` after SPLIT; both variables are always those of the nearest one."""
    own = {"SPLIT_NUM": str(directive.number)}
    if not directive.unordered:
        own["SPLIT"] = str(index)
    context = _without(dict.fromkeys(("SPLIT", "SPLIT_NUM")), context)
    return replace(context, env=(*context.env, *own.items()))


def _without(names: Mapping[str, object], context: Context) -> Context:
    """The context in which none of these variables has a value."""
    return replace(
        context,
        env=tuple(pair for pair in context.env if pair[0] not in names),
        secrets=tuple(name for name in context.secrets if name not in names),
        build=tuple(pair for pair in context.build if pair[0] not in names),
        computed=tuple(name for name in context.computed if name not in names),
    )


def _with_secrets(names: tuple[str, ...], context: Context) -> Context:
    added = dict.fromkeys(names)
    order = tuple(dict.fromkeys((*context.secrets, *names)))
    return replace(_without(added, context), secrets=order)


def _with_build(values: Mapping[str, str | None], context: Context) -> Context:
    before = context.build
    return replace(_without(values, context), build=tuple((dict(before) | dict(values)).items()))


def _with_env(directive: Env, values: tuple[str, ...], context: Context) -> Context:
    named = {pair.name: value for pair, value in zip(directive.pairs, values, strict=True)}
    machine = {
        pair.name
        for pair in directive.pairs
        if pair.value is not None
        and (pair.value.has_commands or not set(context.computed).isdisjoint(pair.value.variables))
    }
    env = {name: value for name, value in (dict(context.env) | named).items() if name not in machine}
    computed = tuple(dict.fromkeys((*(name for name in context.computed if name not in named), *sorted(machine))))
    return replace(_without(named, context), env=tuple(env.items()), computed=computed)


def _of_run(arguments: tuple[Argument | None, ...], context: Context, variables: Mapping[str, str]) -> dict[str, str]:
    """Those of the run's variables that are wanted, as far as no line of the file has set them."""
    build = dict(context.build)
    own = dict(context.env)
    found: dict[str, str] = {}
    for name in {name for argument in arguments if argument is not None for name in argument.variables}:
        if name in build:
            found[name] = build[name] or ""
        elif name not in own and (name in OWN_NAMES or name in OLD_NAMES) and name in variables:
            found[name] = variables[name]
    return found


def _arguments(directive: Directive) -> tuple[Argument | None, ...]:
    match directive:
        case Copy(sources=sources, destination=destination):
            return (*sources, destination)
        case Clone(url=url, defaults=defaults, sources=sources, destination=destination):
            if url is None or destination is None:
                return ()
            return (url, defaults[0].branch if defaults else None, *sources, destination)
        case Env(pairs=pairs):
            return tuple(pair.value for pair in pairs)
        case Workdir(path=argument) | User(name=argument):
            return () if argument is None else (argument,)
        case Cache(items=items) | SetupFile(items=items):
            return items
        case ExposeWebsite(target=target, path=path, rewrite=rewrite) if target is not None:
            return tuple(argument for argument in (target, path, rewrite) if argument is not None)
        case ExposeTcp(guest=guest, host=host) if guest is not None:
            return (guest,) if host is None else (guest, host)
        case _:
            return ()


def _not_exposable(directive: Directive, values: tuple[str, ...], path: str) -> list[Problem]:
    """What variables have made of an EXPOSE; without any it is a rule's to look at."""
    try:
        exposed(directive, values)
    except NotExposable as error:
        return [Problem("expose-address", "error", f"{directive.keyword}: {error}", directive.span, path)]
    return []


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
    context: Context,
    path: str,
) -> list[Problem]:
    """Variables whose values only a run knows: an empty one in their place would be wrong in silence."""
    names = {name for argument in arguments if argument is not None for name in argument.variables}
    unknown = {name: f"${name}" for name in names & RUN_ENV - environment.keys()}
    unknown |= {name: f"the secret ${name}" for name in names.intersection(context.secrets)}
    messages = {
        name: f"{shown} is only known in RUN, and cannot be used in {directive.keyword} yet"
        for name, shown in unknown.items()
    }
    if not isinstance(directive, Env):
        messages |= {
            name: f"${name} is what a command prints in the machine, so no run knows it before: "
            f"use it in RUN or ENV, and give {directive.keyword} the value itself"
            for name in names.intersection(context.computed)
        }
    return [
        Problem("not-supported-yet", "error", message, directive.span, path) for _, message in sorted(messages.items())
    ]
