"""A password in an address.

Whoever reads the Layerfile reads it. A password of a service in the machine itself, such as a database for tests, is
none to keep.

## Wrong

```layerfile
FROM vm/debian:12
ENV DATABASE_URL=postgres://shop:hunter2@db.example.com/shop
```

## Right

```layerfile
FROM vm/debian:12
SECRET ENV DATABASE_URL
```
"""

from __future__ import annotations

from layerfile.directives import Directive, Env, Run
from layerfile.passwords import is_elsewhere, passwords
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF423", "secret-url", "warning")


@rule.each(Env, Run)
def check(directive: Directive) -> Findings:
    """An address has no password."""
    for found in passwords(directive.source):
        if is_elsewhere(found["host"]):
            span = directive.place(found.start(), found.end())
            yield Finding("this address holds a password: take it out, and use SECRET ENV", span)
