"""A condition without a value.

`NAME=` is true if the variable is empty or not set. Quotes say that this is meant, and not that the value was
forgotten.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_TAG=
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_TAG=""
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import SkipRemainingIf
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span

rule = Rule("LF534", "skip-empty-value", "info", default=False)


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """What a variable is compared with is written down."""
    for condition in skip.conditions:
        if condition.value is None:
            end = condition.span.end
            fix = Fix("Write an empty value", (Edit(Span(*end, *end), '""'),))
            message = f'{condition.variable} is compared with nothing: write {condition.operator}"" if that is meant'
            yield Finding(message, condition.span, fix)
