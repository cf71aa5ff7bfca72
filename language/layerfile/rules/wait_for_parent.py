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

from layerfile.ancestry import base_of, parents
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
    if not waits or base_of(file) is None:
        return
    above = {parent.path for parent in parents(file, surroundings)}
    for wait in waits:
        for number, item in enumerate(wait.items):
            if is_known(item) and surroundings.layerfile_at(str(item)) in above:
                message = f"this Layerfile starts from {item}, whose steps have passed by then: leave it out"
                yield Finding(message, item.span, without(wait, number), wait)
