"""A password in a repository's address.

Whoever reads the Layerfile reads the password. Let git have it from a secret.

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

from layerfile.clones import words_of
from layerfile.directives import Clone
from layerfile.passwords import passwords
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF312", "clone-credentials", "warning")


@rule.each(Clone)
def check(clone: Clone) -> Findings:
    """An address has no password."""
    for address in words_of(clone).places[:1]:
        if any(passwords(address.source)):
            yield Finding("this address holds a password: take it out, and give git a SECRET ENV", address.span)
