"""A comment that takes back what nobody says.

`# layer: ignore[rule]` holds for the directive that it stands at. Where the rule has nothing to say of that any more,
the comment only hides the next mistake. A rule that is switched off in `layer.toml` does not count.

## Wrong

```layerfile
FROM vm/debian:12
# layer: ignore[split-one]
SPLIT 4
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

rule = Rule("LF901", "unused-suppression", "warning")


@rule.suppressions
def check(taken: Sequence[Taken]) -> Findings:
    """What is suppressed is there."""
    for suppression, idle in taken:
        rules = suppression.rules
        if len(rules) > 1 and all(name in idle for name, _ in rules):
            place = rules[0][1].to(rules[-1][1])
            message = "none of these rules has anything to say here: remove the comment"
            yield Finding(message, place, suppression.without_comment(), suppression.directive)
            continue
        for number, (name, span) in enumerate(rules):
            if name in idle:
                what = "it" if len(rules) > 1 else "the comment"
                message = f"{name} has nothing to say here: remove {what}"
                yield Finding(message, span, suppression.without(number), suppression.directive)
