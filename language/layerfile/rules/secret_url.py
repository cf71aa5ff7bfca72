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

from re import compile as pattern

from layerfile.directives import Directive, Env, Run
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF423", "secret-url", "warning")

# A host with a dot in it is somewhere else; one without is the machine's own, or one of its containers.
_ADDRESS = pattern(
    r"\b[a-z][a-z0-9+]{1,20}://[A-Za-z0-9_.%-]{1,100}:"
    r"(?P<password>[^\s/:@$\"'<>{}*]{3,200})@(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
_EXAMPLES = frozenset({"password", "pass", "passwd", "secret", "token", "changeme", "example", "xxx", "xxxx", "user"})


@rule.each(Env, Run)
def check(directive: Directive) -> Findings:
    """An address has no password."""
    if "://" not in directive.source or "@" not in directive.source:
        return
    for found in _ADDRESS.finditer(directive.source):
        is_here = found["host"].replace(".", "").isdecimal() or found["host"].endswith((".local", ".internal", ".test"))
        if not is_here and found["password"].lower() not in _EXAMPLES:
            span = directive.place(found.start(), found.end())
            yield Finding("this address holds a password: take it out, and use SECRET ENV", span)
