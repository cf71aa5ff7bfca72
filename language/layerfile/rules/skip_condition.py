"""A word that is no condition.

SKIP REMAINING IF compares variables with values: `NAME=value`, `NAME!=value`, and with a regular expression that is
searched in the value, `NAME=~expression` and `NAME!=~expression`. There are no other operators, no brackets and no
NOT; and a name alone is no condition either, because every variable has some value.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH main
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

rule = Rule("LF521", "skip-condition", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """Everything is a condition or AND."""
    return found_by(rule, mistakes_of(skip))
