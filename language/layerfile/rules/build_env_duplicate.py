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
from layerfile.lists import repeated
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF415", "build-env-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A name is given once."""
    for one in repeated(file.of(BuildEnv), lambda item: item.source):
        yield Finding(f"{one.item} is named above already", one.item.span, one.fix, one.line)
