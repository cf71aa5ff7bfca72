"""A WAIT for the same Layerfile twice.

Once is enough, and waiting again further down waits for nothing.

## Wrong

```layerfile
FROM vm/debian:12
WAIT /tests /tests/
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

import posixpath

from layerfile import bases
from layerfile.directives import Wait
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.waiting import is_known, without

rule = Rule("LF734", "wait-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A Layerfile is waited for once."""
    seen: set[str] = set()
    folder = posixpath.dirname(file.path)
    for wait in file.of(Wait):
        for number, item in enumerate(wait.items):
            place = bases.inside(str(item), folder) if is_known(item) else None
            if place is None:
                continue
            if posixpath.basename(place) == "Layerfile":
                place = posixpath.dirname(place)
            if place in seen:
                message = f"{item} is waited for already: leave it out"
                yield Finding(message, item.span, without(wait, number), wait)
            seen.add(place)
