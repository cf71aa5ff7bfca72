"""Layerfiles that wait for each other.

A Layerfile starts when the ones that it waits for have passed, and the one that it starts from is there. In a ring
none of them ever starts: one of its WAITs must go.

## Wrong

```layerfile
FROM vm/debian:12
WAIT /b
RUN ./a
```

## Right

```layerfile
FROM vm/debian:12
RUN ./a
```
"""

from __future__ import annotations

from layerfile.ancestry import base_of
from layerfile.directives import Wait
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings
from layerfile.waiting import is_known, ring_through

rule = Rule("LF733", "wait-cycle", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """Somebody can start."""
    for wait in file.of(Wait):
        for item in wait.items:
            target = surroundings.layerfile_at(str(item)) if is_known(item) else None
            if target is None or target == surroundings.path:
                continue
            ring = ring_through(target, True, surroundings)
            if ring:
                yield Finding(_message(ring, surroundings), item.span, directive=wait)
    base = base_of(file)
    if base is not None and base.base is not None:
        target = surroundings.layerfile_at(str(base.base))
        ring = () if target in (None, surroundings.path) else ring_through(str(target), False, surroundings)
        if ring:
            yield Finding(_message(ring, surroundings), base.base.span, directive=base)


def _message(ring: tuple[str, ...], surroundings: Surroundings) -> str:
    return f"these Layerfiles wait for each other, and none can start: {' -> '.join((surroundings.path, *ring))}"
