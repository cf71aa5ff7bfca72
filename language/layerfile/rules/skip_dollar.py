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

from layerfile.directives import SkipRemainingIf
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.skip_mistakes import mistakes_of

rule = Rule("LF524", "skip-dollar", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """Names have no $."""
    return found_by(rule, mistakes_of(skip))
