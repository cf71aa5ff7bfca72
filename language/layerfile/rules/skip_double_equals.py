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

from layerfile import skip_mistakes
from layerfile.directives import SkipRemainingIf
from layerfile.rules.rule import Findings, Rule

rule = Rule("LF525", "skip-double-equals", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """One = is enough."""
    return skip_mistakes.found_by(rule, skip)
