"""A port that there is not.

Ports are numbers from 1 to 65535.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:80000
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:8000
```
"""

from __future__ import annotations

from layerfile.directives import Directive, ExposeTcp, ExposeWebsite
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.site_mistakes import mistakes_of

rule = Rule("LF606", "expose-port", "error")


@rule.each(ExposeWebsite, ExposeTcp)
def check(expose: Directive) -> Findings:
    """A port is one."""
    return found_by(rule, mistakes_of(expose))
