"""A suppression that does not say why.

Whoever reads the comment later wants to know if the reason still holds.

## Wrong

```layerfile
FROM vm/debian:12
# layer: ignore[split-one]
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

rule = Rule("LF903", "suppression-without-reason", "info", default=False)


@rule.suppressions
def check(taken: Sequence[Taken]) -> Findings:
    """Behind the brackets there is a reason."""
    for suppression, _ in taken:
        if suppression.rules and not suppression.reason:
            message = "say why, behind the brackets: # layer: ignore[rule] reason"
            yield Finding(message, suppression.comment.span, directive=suppression.directive)
