"""A value in BUILD ENV.

BUILD ENV names variables of the caller; their values come from there. A value of its own is what ENV gives.

## Wrong

```layerfile
FROM vm/debian:12
BUILD ENV MODE=production
```

## Right

```layerfile
FROM vm/debian:12
ENV MODE=production
```
"""

from __future__ import annotations

from layerfile.directives import BuildEnv
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF412", "build-env-value", "error")


@rule.each(BuildEnv)
def check(line: BuildEnv) -> Findings:
    """The caller gives the value."""
    assigned = [item for item in line.items if "=" in item.source and item.is_closed]
    for item in assigned:
        name = item.source.partition("=")[0]
        fix = None
        if len(assigned) == len(line.items) and item is assigned[0]:
            fix = replace("Write ENV", line.keyword_span, "ENV")
        yield Finding(f"BUILD ENV takes names only: write BUILD ENV {name}, or ENV {item.source}", item.span, fix)
