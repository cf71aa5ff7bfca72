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
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.slips import slip_of

rule = Rule("LF530", "skip-unknown-variable", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A name is one that somebody sets."""
    skips = file.of(SkipRemainingIf)
    if not skips:
        return
    known = _known(file)
    for skip in skips:
        for condition in skip.conditions:
            name = condition.variable
            if name in known or name.startswith("LAYERCI"):
                continue
            near = slip_of(name, known, shortest=6)
            if near is not None:
                fix = replace(f"Write {near}", condition.variable_span, near)
                yield Finding(f"nothing sets {name}: did you mean {near}?", condition.variable_span, fix, skip)


def _known(file: Outline) -> set[str]:
    names = {*BUILTIN_ENV, *RUN_ENV}
    for env in file.of(Env):
        names.update(pair.name for pair in env.pairs)
    for build in file.of(BuildEnv):
        names.update(item.source for item in build.items)
    for secret in file.of(SecretEnv):
        names.update(item.source for item in secret.items)
    return names
