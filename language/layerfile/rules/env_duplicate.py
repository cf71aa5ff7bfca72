"""A variable that one ENV sets twice.

Only the last value counts.

## Wrong

```layerfile
FROM vm/debian:12
ENV MODE=test MODE=production
```

## Right

```layerfile
FROM vm/debian:12
ENV MODE=production
```
"""

from __future__ import annotations

from layerfile.directives import Env
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF404", "env-duplicate", "warning")


@rule.each(Env)
def check(env: Env) -> Findings:
    """A variable is set once in a line."""
    if len(env.pairs) < 2 or not all(argument.is_closed for argument in env.arguments):
        return
    last = {pair.name: pair for pair in env.pairs}
    for pair in env.pairs:
        if last[pair.name] is not pair:
            yield Finding(f"{pair.name} is set again in this line: only the last value counts", pair.span)
