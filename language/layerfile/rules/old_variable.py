"""A variable's name of long ago.

Where Layerfiles were first run, the variables were called `LAYERCI...`. They still have their values.

## Wrong

```layerfile
FROM vm/debian:12
SKIP REMAINING IF LAYERCI_BRANCH!=main
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH!=main
```
"""

from __future__ import annotations

from layerfile.directives import Directive, Docker, Unknown
from layerfile.environment import OLD_NAMES
from layerfile.names import occurrences
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF006", "old-variable", "warning")


@rule.each()
def check(directive: Directive) -> Findings:
    """A variable has its name of today."""
    if "LAYERCI" not in directive.source or isinstance(directive, Docker | Unknown):
        return
    for one in sorted(occurrences(directive), key=lambda each: each.span):
        new = OLD_NAMES.get(one.name)
        if new is not None:
            message = f"{one.name} is an old name: write {new}"
            yield Finding(message, one.span, replace(f"Write {new}", one.span, new))
