"""A CACHE below the step that would fill it.

A directory is kept from its CACHE on: what stands above writes to the machine's own.

## Wrong

```layerfile
FROM vm/debian:12
RUN npm ci
CACHE ~/.npm
```

## Right

```layerfile
FROM vm/debian:12
CACHE ~/.npm
RUN npm ci
```
"""

from __future__ import annotations

from layerfile import caches
from layerfile.directives import Cache, Run
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF323", "cache-after-use", "hint", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """A cache is there before it is used."""
    lines = file.of(Cache)
    if not lines:
        return
    uses: dict[str, list[int]] = {}
    for run in file.of(Run):
        for directory, _ in caches.fetches(run):
            uses.setdefault(directory, []).append(file.number(run))
    for line in lines:
        number = file.number(line)
        for item in line.items:
            outer = caches.directory(item)
            filled = [numbers for inner, numbers in uses.items() if caches.holds(outer, inner)]
            # One that is used further down as well stands there for that.
            if filled and all(numbers[-1] < number for numbers in filled):
                yield Finding(f"{item} is filled above already: move this line up", item.span, directive=line)
