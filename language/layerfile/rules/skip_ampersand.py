"""Conditions joined by `&&`, `,` or `||`.

Conditions are joined by the word AND. There is no OR: a line of its own for each condition does that, because the
rest is skipped as soon as one of the lines is true.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH!=main && GIT_TAG=v1
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH!=main AND GIT_TAG=v1
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import SkipRemainingIf
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.skip_mistakes import mistakes_of

rule = Rule("LF523", "skip-ampersand", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """AND joins conditions."""
    return found_by(rule, mistakes_of(skip))
