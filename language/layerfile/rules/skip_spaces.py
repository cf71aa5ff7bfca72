"""A value with blanks that is not in quotes.

A blank ends the value, and what follows it belongs to nothing. Blanks around the operator are fine.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_COMMIT_TITLE=~skip tests
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_COMMIT_TITLE =~ "skip tests"
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import SkipRemainingIf
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.skip_mistakes import mistakes_of

rule = Rule("LF522", "skip-spaces", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """A value ends at a blank."""
    return found_by(rule, mistakes_of(skip))
