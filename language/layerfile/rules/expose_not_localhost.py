"""A website of another machine.

EXPOSE WEBSITE shows what listens in the machine that the Layerfile describes, and that is `localhost`: no public
address, no container's name. A container's port must be published to the machine first.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE https://example.com
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:3000
```
"""

from __future__ import annotations

from layerfile.directives import ExposeWebsite
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.site_mistakes import website_mistakes

rule = Rule("LF605", "expose-not-localhost", "error")


@rule.each(ExposeWebsite)
def check(expose: ExposeWebsite) -> Findings:
    """What is exposed is here."""
    return found_by(rule, website_mistakes(expose))
