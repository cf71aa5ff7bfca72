"""A regular expression that is none.

What follows `=~` is a regular expression, not a pattern for file names: `*` repeats what stands before it, and
brackets and parentheses must be closed. A character that means itself gets a backslash before it.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH=~*-draft
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH=~-draft$
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import SkipRemainingIf
from layerfile.expressions import mistake_in, words_in_brackets
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.skip_mistakes import expression_of

rule = Rule("LF528", "skip-bad-regex", "error")


@rule.each(SkipRemainingIf)
def check(skip: SkipRemainingIf) -> Findings:
    """An expression is one in every dialect."""
    if skip.extra:
        # What follows a blank may be part of the expression: skip-spaces tells that.
        return
    for condition in skip.conditions:
        expression = expression_of(condition)
        # Words in brackets are skip-character-class's.
        if not expression or any(words_in_brackets(expression)):
            continue
        mistake = mistake_in(expression)
        if mistake is not None and condition.value is not None:
            yield Finding(f"this is no regular expression: {mistake}", condition.value.span)
