"""A variable that BUILD ENV names twice.

Once is enough.

## Wrong

```layerfile
FROM vm/debian:12
BUILD ENV GIT_BRANCH
BUILD ENV GIT_TAG GIT_BRANCH
```

## Right

```layerfile
FROM vm/debian:12
BUILD ENV GIT_BRANCH
BUILD ENV GIT_TAG
```
"""

from __future__ import annotations

from layerfile.directives import BuildEnv
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF415", "build-env-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A name is given once."""
    seen: set[str] = set()
    for line in file.of(BuildEnv):
        for item in line.items:
            if str(item) in seen:
                yield Finding(f"{item} is named above already", item.span, directive=line)
            seen.add(str(item))
