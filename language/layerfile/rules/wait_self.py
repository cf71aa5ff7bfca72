"""A Layerfile that waits for itself.

It would never start.

## Wrong

```layerfile
FROM vm/debian:12
WAIT .
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
WAIT /tests
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import Wait
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings
from layerfile.waiting import is_known, without

rule = Rule("LF732", "wait-self", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What is waited for is another Layerfile."""
    for wait in file.of(Wait):
        for number, item in enumerate(wait.items):
            if is_known(item) and surroundings.layerfile_at(str(item)) == surroundings.path:
                message = f"{item} is this Layerfile itself, which cannot wait for its own end"
                yield Finding(message, item.span, without(wait, number), wait)
