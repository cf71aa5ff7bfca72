"""Two equals signs.

The operator is `=`. A second one is part of the value already, which then is never that of the variable.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH==main
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

rule = Rule("LF525", "skip-double-equals", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """One = is enough."""
    return found_by(rule, mistakes_of(skip))
