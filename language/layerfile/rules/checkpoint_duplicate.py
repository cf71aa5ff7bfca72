"""Two CHECKPOINTs of one name.

A checkpoint's name says which snapshot is meant. Where two have the same, only the last can be found.

## Wrong

```layerfile
FROM vm/debian:12
CHECKPOINT ready
RUN make
CHECKPOINT ready
```

## Right

```layerfile
FROM vm/debian:12
CHECKPOINT ready
RUN make
CHECKPOINT built
```
"""

from __future__ import annotations

from layerfile.directives import Checkpoint
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF512", "checkpoint-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A name is used once."""
    seen: set[str] = set()
    for checkpoint in file.of(Checkpoint):
        name = checkpoint.name
        if name is None:
            continue
        if str(name) in seen:
            message = f"there is another CHECKPOINT {name} above: only this one would be found by its name"
            yield Finding(message, name.span, directive=checkpoint)
        seen.add(str(name))
