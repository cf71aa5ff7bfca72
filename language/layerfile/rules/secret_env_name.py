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
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF425", "secret-env-name", "error")


@rule.each(SecretEnv)
def check(line: SecretEnv) -> Findings:
    """A name is one."""
    for item in line.items:
        written = item.source
        if written.isidentifier() or "=" in written or not item.is_closed:
            continue
        bare = written.strip("${}\"'")
        if bare.isidentifier():
            fix = replace(f"Write {bare}", item.span, bare)
            yield Finding(f"SECRET ENV takes a name: write {bare}", item.span, fix)
        else:
            yield Finding(f"{written} cannot be a variable's name: letters, digits and _ can", item.span)
