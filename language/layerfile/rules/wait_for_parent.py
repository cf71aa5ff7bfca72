"""A WAIT for a Layerfile that this one starts from.

The steps of a parent are this Layerfile's first steps: they have passed when it comes to its own.

## Wrong

```layerfile
FROM ../base
WAIT ../base
RUN ./deploy
```

## Right

```layerfile
FROM ../base
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import Wait
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings
from layerfile.waiting import is_known, without

rule = Rule("LF735", "wait-for-parent", "warning")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What is waited for is not there anyway."""
    waits = file.of(Wait)
    if not waits or not surroundings.parents:
        return
    parents = {parent.path for parent in surroundings.parents}
    for wait in waits:
        for item in wait.items:
            if is_known(item) and surroundings.layerfile_at(str(item)) in parents:
                message = f"this Layerfile starts from {item}, whose steps have passed by then: leave it out"
                yield Finding(message, item.span, without(wait, item), wait)
