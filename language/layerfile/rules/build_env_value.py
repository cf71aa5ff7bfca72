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
from layerfile.environment import BUILD_ENV_NAMES, is_name
from layerfile.mistakes import short
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF412", "build-env-value", "error")


@rule.each(BuildEnv)
def check(line: BuildEnv) -> Findings:
    """The caller gives the value."""
    if "=" not in line.source or not all(item.is_closed for item in line.items):
        return
    names = [item.source.partition("=")[0] for item in line.items]
    assigned = [item for item in line.items if "=" in item.source]
    for item in assigned:
        name = item.source.partition("=")[0]
        fix = None
        # What a run sets itself is hardly meant to be the same in all of them.
        if len(assigned) == len(names) and item is assigned[0] and all(map(_is_own, names)):
            fix = replace("Write ENV", line.keyword_span, "ENV")
        message = "BUILD ENV takes names only, and no values: those are the caller's"
        if is_name(name):
            message = f"BUILD ENV takes names only: write BUILD ENV {name}, or ENV {short(item.source)}"
        yield Finding(message, item.span, fix)


def _is_own(name: str) -> bool:
    return is_name(name) and name not in BUILD_ENV_NAMES
