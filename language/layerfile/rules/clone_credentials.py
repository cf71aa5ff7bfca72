"""A password in a repository's address.

Whoever reads the Layerfile reads the password. Git has it from your credential helper, or from an SSH key.

## Wrong

```layerfile
FROM vm/debian:12
CLONE https://me:hunter2@example.com/shop.git /shop
```

## Right

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git /shop
```
"""

from __future__ import annotations

from layerfile.directives import Clone
from layerfile.passwords import passwords
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF312", "clone-credentials", "warning")


@rule.each(Clone)
def check(clone: Clone) -> Findings:
    """An address has no password."""
    if clone.url is None or not all(argument.is_closed for argument in clone.arguments):
        return
    if any(passwords(clone.url.source)):
        message = "this address holds a password: take it out, and let git's credential helper have it"
        yield Finding(message, clone.url.span)
