"""A MEMORY that a later one overrules.

A machine has one size from its start on: the last one counts.

## Wrong

```layerfile
FROM vm/debian:12
MEMORY 1G
RUN make
MEMORY 2G
```

## Right

```layerfile
FROM vm/debian:12
MEMORY 2G
RUN make
```
"""

from __future__ import annotations

from layerfile.directives import Memory
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, remove

rule = Rule("LF118", "memory-twice", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A size is given once."""
    sizes = [size for size in file.of(Memory) if size.bytes is not None]
    for size in sizes[:-1]:
        yield Finding("a later MEMORY counts instead of this one", size.span, remove("Leave it out", size), size)
