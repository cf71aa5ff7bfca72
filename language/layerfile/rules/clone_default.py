"""A DEFAULT that is empty or in the wrong place.

`DEFAULT=branch` stands right behind the repository's address.

## Wrong

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git /shop DEFAULT=main
```

## Right

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git DEFAULT=main /shop
```
"""

from __future__ import annotations

from layerfile.directives import Clone
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF313", "clone-default", "error")


@rule.each(Clone)
def check(clone: Clone) -> Findings:
    """A default branch has a name, and its place."""
    if clone.default_span is not None and clone.default_branch is None:
        yield Finding("DEFAULT= needs the name of a branch", clone.default_span)
    for argument in (clone.url, *clone.sources, clone.destination):
        if argument is not None and argument.source.upper().startswith("DEFAULT="):
            yield Finding(f"{argument.source} stands right behind the repository's address", argument.span)
