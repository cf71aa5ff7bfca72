"""What ENV, WORKDIR and USER have said so far, and how a directive changes it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace

from layerfile.directives import Copy, Directive, Env, User, Workdir
from layerfile.environment import RUN_ENV, home, known
from layerfile.problems import Problem
from layerfile.reading import USER_NAME, user_mistake


@dataclass(frozen=True, slots=True)
class Context:
    """What is in force before a step, variables by name in the order of their first ENV."""

    env: tuple[tuple[str, str], ...] = ()
    workdir: str = "/root"
    user: str = "root"


@dataclass(frozen=True, slots=True)
class Applied:
    """A directive with its variables expanded, what holds after it, and what is wrong with that."""

    directive: Directive
    context: Context
    problems: tuple[Problem, ...] = ()


def apply(directive: Directive, context: Context, path: str) -> Applied:
    """Expand a directive of the Layerfile at `path`. Pure: the context that is given stays as it is."""
    env = dict(context.env)
    environment = known(env, context.user)
    problems = _unknown_yet(directive, environment, path)
    values = [template.expand(environment) for template in directive.templates]
    if isinstance(directive, Copy | Workdir) and not problems:
        problems += _empty(directive, values, path)
    match directive:
        case Copy():
            directive = replace(directive, sources=tuple(values[:-1]), destination=values[-1])
        case Env(pairs=pairs):
            names = [name for name, _ in pairs]
            directive = replace(directive, pairs=tuple(zip(names, values, strict=True)))
            context = replace(context, env=tuple((env | dict(directive.pairs)).items()))
        case Workdir():
            absolute = _nested(values[0], context)
            directive = replace(directive, path=absolute)
            context = replace(context, workdir=absolute)
        case User():
            directive = replace(directive, name=values[0])
            context = replace(context, user=values[0])
            # Without a variable it was looked at when it was read.
            if directive.templates[0].variables and not USER_NAME.fullmatch(values[0]):
                message = user_mistake(values[0])
                problems.append(Problem("user-name", "error", message, directive.span, path))
        case _:
            pass
    return Applied(directive, context, tuple(problems))


def _nested(path: str, context: Context) -> str:
    """A directory of the machine, absolute."""
    if path == "~" or path.startswith("~/"):
        path = home(context.user) + path[1:]
    absolute = posixpath.normpath(posixpath.join(context.workdir, path))
    # normpath keeps two slashes at the start.
    return "/" + absolute.lstrip("/")


def _empty(directive: Directive, values: list[str], path: str) -> list[Problem]:
    """Arguments of which nothing is left: as a path, that would mean the folder that we are in."""
    return [
        Problem(
            "argument-empty",
            "error",
            f"{directive.keyword}: {str(template) or 'an argument'} is empty, and names no path",
            directive.span,
            path,
        )
        for template, value in zip(directive.templates, values, strict=True)
        if not value
    ]


def _unknown_yet(directive: Directive, environment: dict[str, str], path: str) -> list[Problem]:
    """Variables whose values only a run knows: an empty one in their place would be wrong in silence."""
    if not isinstance(directive, Copy | Env | Workdir | User):
        return []
    names = {name for template in directive.templates for name in template.variables}
    return [
        Problem(
            "not-supported-yet",
            "warning",
            f"${name} is only known in RUN, and cannot be used in {directive.keyword} yet",
            directive.span,
            path,
        )
        for name in sorted(names & RUN_ENV - environment.keys())
    ]
