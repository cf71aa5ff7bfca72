"""Layerfiles that start from each other.

Each needs the other one first, so none can ever start. The message names the ring.

## Wrong

```layerfile
FROM ../other
```

## Right

```layerfile
FROM vm/debian:12
```
"""

from __future__ import annotations

from layerfile.ancestry import ring_of
from layerfile.directives import From
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings

rule = Rule("LF111", "from-cycle", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """A chain of FROMs ends at an image. Told in each Layerfile of the ring."""
    for line in file.of(From)[:1]:
        if line.base is None or line.kind != "path" or not surroundings.knows(str(line.base)):
            continue
        ring = ring_of(file, surroundings)
        if len(ring) > 2:
            message = f"these Layerfiles start from each other: {' -> '.join(ring)}"
            yield Finding(message, line.base.span, directive=line)
