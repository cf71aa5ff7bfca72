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
from layerfile.mistakes import short
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF311", "clone-arguments", "error")


@rule.each(Clone)
def check(clone: Clone) -> Findings:
    """A clone has a place. With nothing at all something else is wrong."""
    if not all(argument.is_closed for argument in clone.arguments):
        return
    if clone.url is not None and clone.destination is None:
        yield Finding(f"CLONE needs a destination, too: CLONE {short(clone.url.source)} DIRECTORY", clone.span)
    elif clone.url is None and clone.defaults:
        yield Finding("CLONE needs what to clone and where to, besides the branch", clone.span)
