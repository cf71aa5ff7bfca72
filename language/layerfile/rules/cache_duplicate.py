"""A directory that is cached twice.

Once is enough.

## Wrong

```layerfile
FROM vm/debian:12
CACHE ~/.npm
CACHE ~/.npm/
```

## Right

```layerfile
FROM vm/debian:12
CACHE ~/.npm
```
"""

from __future__ import annotations

from layerfile.directives import Cache, User, Workdir
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF322", "cache-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A directory is named once; a relative one may mean another after WORKDIR or USER."""
    seen: set[str] = set()
    moves = bool(file.of(Workdir) or file.of(User))
    for cache in file.of(Cache):
        for item in cache.items:
            path = str(item).rstrip("/") or "/"
            if path in seen and (path.startswith("/") or not moves):
                yield Finding(f"{item} is cached above already", item.span, directive=cache)
            seen.add(path)
