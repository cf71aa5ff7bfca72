"""A secret's value in the Layerfile.

SECRET ENV takes names. The values come from the secret store (`layer secret set NAME`), and stand in no Layerfile.

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
from layerfile.environment import is_name
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF421", "secret-env-value", "error")


@rule.each(SecretEnv)
def check(line: SecretEnv) -> Findings:
    """A secret is named and not told; not by the message either."""
    if "=" not in line.source or not all(item.is_closed for item in line.items):
        return
    for item in line.items:
        name, sign, _ = item.source.partition("=")
        if not sign:
            continue
        message = "a secret's value must not stand here: SECRET ENV takes the name only"
        fix = None
        if is_name(name):
            message = (
                f"the value of {name} must not stand here: write SECRET ENV {name}, "
                f"and set it with `layer secret set {name}`"
            )
            fix = replace("Leave the value out", item.span, name)
        yield Finding(message, item.span, fix)
