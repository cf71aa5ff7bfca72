"""A variable that nothing sets.

In COPY, WORKDIR, USER and the like a variable that has no value is empty, and the path means something else. A value in
ENV may go on from one that the image has: there only what is one slip away from a name that is set is told.

## Wrong

```layerfile
FROM vm/debian:12
ENV VERSION=1
WORKDIR /app/$VERISON
```

## Right

```layerfile
FROM vm/debian:12
ENV VERSION=1
WORKDIR /app/$VERSION
```
"""

from __future__ import annotations

from collections.abc import Iterator

from layerfile.ancestry import directives_above, starts_from_image
from layerfile.arguments import Part
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
    User,
    Wait,
    Workdir,
)
from layerfile.environment import OLD_NAMES, RUN_ENV, is_name, known
from layerfile.names import set_by
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.slips import slip_of
from layerfile.surroundings import Surroundings

rule = Rule("LF408", "undefined-variable", "warning")

_KINDS = (Copy, Clone, Workdir, User, Cache, ExposeWebsite, ExposeTcp, SetupFile, Wait)
#: What a shell sets for itself: of these it is the shell that knows.
_OF_SHELLS = frozenset({"PWD", "OLDPWD", "SHELL", "HOSTNAME", "TERM", "LANG", "UID", "EUID", "SHLVL", "MAIL", "_"})
_MOST_HINTS = 20


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What is looked at has a value, as far as all that could set it is known."""
    used = [one for kind in (*_KINDS, Env) for one in file.of(kind) if "$" in one.source]
    if not used or file.of(SetupFile) or not starts_from_image(file, surroundings):
        return
    own = set_by(one for kind in (Env, BuildEnv, SecretEnv) for one in file.of(kind))
    own |= set_by(directives_above(file, surroundings))
    names = {*known({}, "root"), *RUN_ENV, *OLD_NAMES, *_OF_SHELLS, *own}
    near: dict[str, str | None] = {}
    for directive in sorted(used, key=file.number):
        for part in _variables(directive):
            name = part.value
            if name in names or not is_name(name):
                continue
            if name not in near:
                near[name] = slip_of(name, names - _OF_SHELLS) if len(near) < _MOST_HINTS else None
            meant = near[name]
            # A value may go on from one that the image has; but not from one that is only misspelt.
            if meant is not None if isinstance(directive, Env) else True:
                yield _finding(directive, part, meant)


def _variables(directive: Directive) -> Iterator[Part]:
    """The variables in a directive; `${X:-y}` has a value of its own."""
    if all(argument.is_closed for argument in directive.arguments):
        for argument in directive.arguments:
            yield from (part for part in argument.parts if part.kind == "variable")


def _finding(directive: Directive, part: Part, near: str | None) -> Finding:
    hint = f": did you mean ${near}?" if near else ", so it would be empty"
    fix = replace(f"Write ${near}", part.span, part.source.replace(part.value, near)) if near else None
    return Finding(f"nothing sets ${part.value}{hint}", part.span, fix, directive)
