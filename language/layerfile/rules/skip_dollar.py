"""A `$` before the name of a variable.

A condition names a variable, it does not expand one: `$GIT_BRANCH=main` would be no condition at all.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF $GIT_BRANCH=main
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH=main
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile import skip_mistakes
from layerfile.directives import SkipRemainingIf
from layerfile.rules.rule import Findings, Rule

rule = Rule("LF524", "skip-dollar", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """Names have no $."""
    return skip_mistakes.found_by(rule, skip)
