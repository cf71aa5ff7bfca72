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
from layerfile.lists import repeated
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF426", "secret-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A name is given once."""
    for one in repeated(file.of(SecretEnv), lambda item: item.source):
        yield Finding(f"{one.item} is named above already", one.item.span, one.fix, one.line)
