"""What CLONE cannot clone.

A repository is named by https://, ssh://, git:// or git@host:path. Addresses such as `ext::COMMAND` have git run a
program that the address names, and are refused.

## Wrong

```layerfile
FROM vm/debian:12
CLONE ftp://example.com/shop.git /shop
```

## Right

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git /shop
```
"""

from __future__ import annotations

from layerfile.directives import Clone
from layerfile.repositories import refusal
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF314", "clone-address", "error")


@rule.each(Clone)
def check(clone: Clone) -> Findings:
    """An address can be cloned. One with a variable in it is looked at when that is known."""
    url = clone.url
    if url is None or not str(url) or url.variables or not all(each.is_closed for each in clone.arguments):
        return
    reason = refusal(str(url))
    if reason is not None:
        yield Finding(reason, url.span)
