"""Two conditions with nothing between them.

Several conditions on one line are joined by AND, and all of them must be true. If one of them is to be enough, each
needs a line of its own.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH!=main GIT_TAG=v1
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

rule = Rule("LF526", "skip-missing-and", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """Between two conditions there is AND."""
    return found_by(rule, mistakes_of(skip))
