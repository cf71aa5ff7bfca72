"""More memory than any machine has.

Sixteen terabytes are the most that can be asked for.

## Wrong

```layerfile
FROM vm/debian:12
MEMORY 99999G
```

## Right

```layerfile
FROM vm/debian:12
MEMORY 4G
```
"""

from __future__ import annotations

from layerfile import memory
from layerfile.directives import Memory
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF117", "memory-too-large", "error")


@rule.each(Memory)
def check(line: Memory) -> Findings:
    """A machine can have that much."""
    found = None if line.size is None else memory.number(str(line.size))
    if line.size is not None and found is not None and found > memory.MAXIMUM:
        yield Finding(f"{line.size} is more memory than any machine has", line.size.span)
