"""A name in SECRET ENV that cannot be a variable's.

SECRET ENV takes names, without a `$`.

## Wrong

```layerfile
FROM vm/debian:12
SECRET ENV $API_TOKEN
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
from layerfile.mistakes import short
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF425", "secret-env-name", "error")


@rule.each(SecretEnv)
def check(line: SecretEnv) -> Findings:
    """A name is one."""
    if not all(item.is_closed for item in line.items):
        return
    for item in line.items:
        written = item.source
        if is_name(written) or "=" in written:
            continue
        bare = written.strip("${}\"',;")
        if is_name(bare):
            message = f"SECRET ENV takes names, and nothing around them: write {bare}"
            yield Finding(message, item.span, replace(f"Write {bare}", item.span, bare))
        else:
            message = f"{short(written)} cannot be a variable's name: letters, digits and _ can"
            yield Finding(message, item.span)
