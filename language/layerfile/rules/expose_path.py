"""A path that is glued to the address, or a port that stands where the path should.

The address comes first, then a blank, then the path that the website is found at outside.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:8000/api
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:8000 /api
```
"""

from __future__ import annotations

from layerfile.directives import ExposeWebsite
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.site_mistakes import website_mistakes

rule = Rule("LF607", "expose-path", "warning")


@rule.each(ExposeWebsite)
def check(expose: ExposeWebsite) -> Findings:
    """A path is a word of its own."""
    return found_by(rule, website_mistakes(expose))
