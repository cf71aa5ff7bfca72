"""A regular expression that is found in longer names, too.

`=~ main` is true of `maintenance` as well, because the expression is searched. If the whole value is meant, `=` says
so; and `^` and `$` are its start and its end.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH !=~ main
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH !=~ ^main$
RUN ./deploy
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import SkipRemainingIf
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.skip_mistakes import expression_of

rule = Rule("LF533", "skip-unanchored-regex", "info", default=False)


_WORD = pattern(r"[A-Za-z0-9_-]{1,100}")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """A branch or a tag is compared as a whole."""
    for condition in skip.conditions:
        expression = expression_of(condition)
        if condition.variable not in ("GIT_BRANCH", "GIT_TAG") or expression is None or condition.value is None:
            continue
        if _WORD.fullmatch(expression):
            message = f"{expression} is found in longer names, too: write ^{expression}$ for this one alone"
            yield Finding(message, condition.value.span)
