"""EXPOSE with more words than it has a use for.

`EXPOSE WEBSITE address path rewrite` and `EXPOSE TCP port outside` are the longest forms. Each website and each port
has a line of its own.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE TCP 5432 5433 5434
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE TCP 5432
EXPOSE TCP 5433
EXPOSE TCP 5434
```
"""

from __future__ import annotations

from layerfile.directives import Directive, ExposeTcp, ExposeWebsite
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.site_mistakes import mistakes_of

rule = Rule("LF608", "expose-extra", "error")


@rule.each(ExposeWebsite, ExposeTcp)
def check(expose: Directive) -> Findings:
    """There is nothing behind the last argument."""
    return found_by(rule, mistakes_of(expose))
