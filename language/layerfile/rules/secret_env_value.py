"""A secret's value in the Layerfile.

SECRET ENV takes names. The values come from the secret store, and stand in no file.

## Wrong

```layerfile
FROM vm/debian:12
SECRET ENV API_TOKEN=abc
```

## Right

```layerfile
FROM vm/debian:12
SECRET ENV API_TOKEN
```
"""

from __future__ import annotations

from layerfile.directives import SecretEnv
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF421", "secret-env-value", "error")


@rule.each(SecretEnv)
def check(line: SecretEnv) -> Findings:
    """A secret is named and not told."""
    for item in line.items:
        name, sign, _ = item.source.partition("=")
        if sign and item.is_closed:
            fix = replace("Leave the value out", item.span, name) if name.isidentifier() else None
            message = f"the value of {name or 'a secret'} must not stand here: `layer secret set` keeps it"
            yield Finding(message, item.span, fix)
