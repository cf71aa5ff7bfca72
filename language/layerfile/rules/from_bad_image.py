"""A machine's image with a name that cannot be one.

Images are called `vm/NAME:TAG`.

## Wrong

```layerfile
FROM vm/debian
```

## Right

```layerfile
FROM vm/debian:12
```
"""

from __future__ import annotations

from layerfile import bases
from layerfile.directives import From
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF107", "from-bad-image", "error")


@rule.each(From)
def check(line: From) -> Findings:
    """An image's name has a version."""
    base = line.base
    if base is None or line.kind != "image" or not base.is_closed or base.variables:
        return
    mistake = bases.image_mistake(str(base))
    if mistake is not None:
        yield Finding(mistake, base.span)
