"""A secret that is named twice.

Once is enough.

## Wrong

```layerfile
FROM vm/debian:12
SECRET ENV TOKEN
SECRET ENV TOKEN
```

## Right

```layerfile
FROM vm/debian:12
SECRET ENV TOKEN
```
"""

from __future__ import annotations

from layerfile.directives import SecretEnv
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF426", "secret-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A name is given once."""
    seen: set[str] = set()
    for line in file.of(SecretEnv):
        for item in line.items:
            if str(item) in seen:
                yield Finding(f"{item} is named above already", item.span, directive=line)
            seen.add(str(item))
