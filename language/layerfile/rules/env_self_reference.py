"""A value that looks at a variable of the same line.

Values are made from what was set before the line. What the line itself sets is not there yet.

## Wrong

```layerfile
FROM vm/debian:12
ENV ROOT=/app BIN=$ROOT/bin
```

## Right

```layerfile
FROM vm/debian:12
ENV ROOT=/app
ENV BIN=$ROOT/bin
```
"""

from __future__ import annotations

from layerfile.directives import Env
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF406", "env-self-reference", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A line looks at what is above it. With a value from above, or from a parent, the line may mean that."""
    known: set[str] = set()
    for env in file.of(Env):
        own: set[str] = set()
        for pair in env.pairs:
            for name in pair.value.variables if pair.value is not None else ():
                if name in own and name not in known and pair.value is not None:
                    message = f"{name} is set in this line, and not there yet: set it in an ENV above"
                    yield Finding(message, pair.value.span, directive=env)
            own.add(pair.name)
        known |= own
