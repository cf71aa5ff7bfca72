"""An argument with nothing in it.

As a path, nothing would mean the directory that one is in.

## Wrong

```layerfile
FROM vm/debian:12
COPY "" /app
```

## Right

```layerfile
FROM vm/debian:12
COPY . /app
```
"""

from __future__ import annotations

from layerfile.directives import Cache, Clone, Copy, Directive, From, SetupFile, User, Wait, Workdir
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF016", "empty-argument", "error")


@rule.each(From, Copy, Clone, Workdir, User, Cache, SetupFile, Wait)
def check(directive: Directive) -> Findings:
    """An argument holds something."""
    for argument in directive.arguments:
        if argument.source in ('""', "''"):
            yield Finding(f"{directive.keyword}: {argument.source} is empty: say what is meant", argument.span)
