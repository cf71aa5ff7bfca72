"""A scheme that is neither http nor https.

A website speaks HTTP. What speaks something else is shown with EXPOSE TCP.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE htpp://localhost:3000
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE http://localhost:3000
```
"""

from __future__ import annotations

from layerfile.directives import ExposeWebsite
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.site_mistakes import website_mistakes

rule = Rule("LF604", "expose-scheme", "error")


@rule.each(ExposeWebsite)
def check(expose: ExposeWebsite) -> Findings:
    """A website is http or https."""
    return found_by(rule, website_mistakes(expose))
