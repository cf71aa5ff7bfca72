"""A variable that nothing sets.

In COPY, WORKDIR, USER and the like a variable that has no value is empty, and the path means something else.

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

from collections.abc import Iterable

from layerfile.ancestry import directives_above, starts_from_image
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
from layerfile.environment import OLD_NAMES, RUN_ENV, known
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.slips import slip_of
from layerfile.spans import Span
from layerfile.surroundings import Surroundings

rule = Rule("LF408", "undefined-variable", "warning")

_KINDS = (Copy, Clone, Workdir, User, Cache, ExposeWebsite, ExposeTcp, SetupFile, Wait)


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What is looked at has a value, as far as all that could set it is known."""
    users = [(one, one.arguments) for kind in _KINDS for one in file.of(kind) if "$" in one.source]
    if not users or file.of(SetupFile) or not starts_from_image(file, surroundings):
        return
    names = {*known({}, "root"), *RUN_ENV, *OLD_NAMES, *_set_by(directives_above(file, surroundings))}
    names |= _set_by(one for kind in (Env, BuildEnv, SecretEnv) for one in file.of(kind))
    for directive, arguments in sorted(users, key=lambda user: file.number(user[0])):
        for argument in arguments:
            for part in argument.parts:
                name = part.value
                # `${X:-y}` has a value of its own.
                if part.kind == "variable" and name.isidentifier() and name not in names:
                    yield _finding(directive, name, part.span, part.source, slip_of(name, names))


def _set_by(directives: Iterable[Directive]) -> set[str]:
    names: set[str] = set()
    for one in directives:
        match one:
            case Env(pairs=pairs):
                names |= {pair.name for pair in pairs}
            case BuildEnv(items=items) | SecretEnv(items=items):
                names |= {str(item) for item in items}
            case _:
                pass
    return names


def _finding(directive: Directive, name: str, span: Span, written: str, near: str | None) -> Finding:
    hint = f": did you mean ${near}?" if near else ", so it would be empty"
    fix = replace(f"Write ${near}", span, written.replace(name, near)) if near else None
    return Finding(f"nothing sets ${name}{hint}", span, fix, directive)
