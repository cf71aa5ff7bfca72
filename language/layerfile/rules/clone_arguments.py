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

from layerfile.clones import words_of
from layerfile.directives import Clone
from layerfile.mistakes import short
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF311", "clone-arguments", "error")


@rule.each(Clone)
def check(clone: Clone) -> Findings:
    """A clone has a place. With nothing at all something else is wrong."""
    places, defaults = words_of(clone)
    if len(places) == 1:
        yield Finding(f"CLONE needs a destination, too: CLONE {short(places[0].source)} DIRECTORY", clone.span)
    elif not places and defaults:
        yield Finding("CLONE needs what to clone and where to, besides the branch", clone.span)
