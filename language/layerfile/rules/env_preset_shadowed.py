"""A variable whose value belongs to the run.

These say which commit, branch or job a run is of. With an ENV every run has the same.

## Wrong

```layerfile
FROM vm/debian:12
ENV GIT_BRANCH=main
```

## Right

```layerfile
FROM vm/debian:12
BUILD ENV GIT_BRANCH
```
"""

from __future__ import annotations

from layerfile.directives import Env
from layerfile.environment import RUN_ENV
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF405", "env-preset-shadowed", "info", default=False)


@rule.each(Env)
def check(env: Env) -> Findings:
    """What a run sets is left to it."""
    for pair in env.pairs:
        if pair.name in RUN_ENV:
            yield Finding(f"{pair.name} is set for each run: this value hides it", pair.name_span)
