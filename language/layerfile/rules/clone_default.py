"""A DEFAULT without a branch, or a second one.

`DEFAULT=branch` says which branch to take where the repository has none that is called like the current one.

## Wrong

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git DEFAULT= /shop
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
    """There is one branch to fall back to."""
    if not all(argument.is_closed for argument in clone.arguments):
        return
    for number, default in enumerate(clone.defaults):
        if number:
            yield Finding("one branch is the DEFAULT: leave the others out", default.span)
        elif default.branch is None and clone.url is not None:
            yield Finding("DEFAULT= needs the name of a branch, such as DEFAULT=main", default.span)
