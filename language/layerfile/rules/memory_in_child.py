"""A MEMORY that does not count.

The machine starts where the first Layerfile of the chain starts, and has that one's size.

## Wrong

```layerfile
FROM ../base
MEMORY 4G
```

## Right

```layerfile
FROM ../base
```
"""

from __future__ import annotations

from layerfile.directives import From, Memory
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF119", "memory-in-child", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A size stands where the machine starts. Of a library's entry nobody knows whether it gives one."""
    bases = file.of(From)
    if not bases or bases[0].base is None or bases[0].kind != "path":
        return
    for size in file.of(Memory):
        message = f"MEMORY counts only where the machine starts: put it into {bases[0].base}"
        yield Finding(message, size.span, directive=size)
