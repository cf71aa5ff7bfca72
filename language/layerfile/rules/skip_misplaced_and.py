"""An AND that joins nothing.

AND stands between two conditions: not first, not last, and not twice in a row.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF AND GIT_BRANCH=main
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

rule = Rule("LF527", "skip-misplaced-and", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """Each AND has a condition on either side."""
    return found_by(rule, mistakes_of(skip))
