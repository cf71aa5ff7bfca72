"""An address that is none.

A website is exposed by where it listens in the machine: `localhost:3000`, `https://localhost:443`, or the port alone.
No blank can stand in it, and `//` follows the scheme.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE https:localhost:443
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE https://localhost:443
```
"""

from __future__ import annotations

from layerfile.directives import ExposeWebsite
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.site_mistakes import website_mistakes

rule = Rule("LF603", "expose-address", "error")


@rule.each(ExposeWebsite)
def check(expose: ExposeWebsite) -> Findings:
    """What follows EXPOSE WEBSITE is an address."""
    return found_by(rule, website_mistakes(expose))
