"""One path for all copies of a machine.

Below a SPLIT each copy exposes its website, and all at the same path. `$SPLIT` in the path gives each its own.

## Wrong

```layerfile
FROM vm/debian:12
SPLIT 3
EXPOSE WEBSITE localhost:3000 /report
```

## Right

```layerfile
FROM vm/debian:12
SPLIT 3
EXPOSE WEBSITE localhost:3000 /report$SPLIT
```
"""

from __future__ import annotations

from layerfile.directives import ExposeWebsite, Split
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF614", "expose-after-split", "info", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """Each copy has a path of its own."""
    splits = file.of(Split)
    if not splits:
        return
    for expose in file.of(ExposeWebsite):
        if file.is_after(expose, splits[0]) and (expose.path is None or not expose.path.variables):
            message = "all copies are at the same path: put $SPLIT into it, as in /$SPLIT"
            yield Finding(message, expose.span, directive=expose)
