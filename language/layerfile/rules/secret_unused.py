"""A secret that nothing here looks at.

A program may still read it: this is only for those who want to know.

## Wrong

```layerfile
FROM vm/debian:12
SECRET ENV TOKEN
RUN make
```

## Right

```layerfile
FROM vm/debian:12
SECRET ENV TOKEN
RUN make TOKEN="$TOKEN"
```
"""

from __future__ import annotations

from layerfile.directives import SecretEnv
from layerfile.environment import is_name
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF427", "secret-unused", "hint", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """A secret is looked at somewhere."""
    for line in file.of(SecretEnv):
        for item in line.items:
            if is_name(item.source) and item.source not in file.uses:
                yield Finding(f"nothing in this file looks at {item}", item.span, directive=line)
