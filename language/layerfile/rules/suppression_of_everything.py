"""A suppression that names no rule.

`# layer: ignore` alone takes nothing back: it would hide mistakes that nobody has seen yet. The brackets name the
rules that are meant.

## Wrong

```layerfile
FROM vm/debian:12
# layer: ignore
SPLIT 1
```

## Right

```layerfile
FROM vm/debian:12
# layer: ignore[split-one] the number is changed by a script
SPLIT 1
```
"""

from __future__ import annotations

from collections.abc import Sequence

from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.suppressions import Taken

rule = Rule("LF904", "suppression-of-everything", "warning")


@rule.suppressions
def check(taken: Sequence[Taken]) -> Findings:
    """A suppression says what it is about."""
    for suppression, _ in taken:
        if not suppression.rules:
            message = "this suppresses nothing: name the rules, as in # layer: ignore[split-one] reason"
            yield Finding(message, suppression.comment.span, directive=suppression.directive)
