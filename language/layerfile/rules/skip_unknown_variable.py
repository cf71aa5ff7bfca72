"""The name of a variable, but for one letter.

A condition on a variable that nobody sets compares with nothing, and no error says so. Any name may come from the
caller, so only what is one slip away from a name that the file knows is told.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRNACH!=main
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH!=main
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import BuildEnv, Env, SecretEnv, SkipRemainingIf
from layerfile.environment import BUILTIN_ENV, RUN_ENV
from layerfile.names import set_by
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.slips import slip_of

rule = Rule("LF530", "skip-unknown-variable", "warning")

_MOST_HINTS = 20


@rule.file
def check(file: Outline) -> Findings:
    """A name is one that somebody sets."""
    skips = file.of(SkipRemainingIf)
    if not skips:
        return
    known = {*BUILTIN_ENV, *RUN_ENV, *set_by(one for kind in (Env, BuildEnv, SecretEnv) for one in file.of(kind))}
    near: dict[str, str | None] = {}
    for skip in skips:
        for condition in skip.conditions:
            name = condition.variable
            if name in known or name.startswith("LAYERCI"):
                continue
            if name not in near:
                near[name] = slip_of(name, known, shortest=6) if len(near) < _MOST_HINTS else None
            meant = near[name]
            if meant is not None:
                fix = replace(f"Write {meant}", condition.variable_span, meant)
                yield Finding(f"nothing sets {name}: did you mean {meant}?", condition.variable_span, fix, skip)
