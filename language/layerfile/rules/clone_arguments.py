"""A CLONE with nowhere to go.

CLONE takes a repository, and where to put it.

## Wrong

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git
```

## Right

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git /shop
```
"""

from __future__ import annotations

from layerfile.directives import Clone
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF311", "clone-arguments", "error")


@rule.each(Clone)
def check(clone: Clone) -> Findings:
    """A clone has a place."""
    if clone.url is not None and clone.destination is None and all(one.is_closed for one in clone.arguments):
        yield Finding(f"CLONE needs a destination, too: CLONE {clone.url.source} DIRECTORY", clone.span)
