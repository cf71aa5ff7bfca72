"""A size that is none.

MEMORY takes a number with K, M or G behind it; a number alone is bytes.

## Wrong

```layerfile
FROM vm/debian:12
MEMORY 2GB
```

## Right

```layerfile
FROM vm/debian:12
MEMORY 2G
```
"""

from __future__ import annotations

from layerfile import memory
from layerfile.directives import Memory
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF115", "memory-value", "error")


@rule.each(Memory)
def check(line: Memory) -> Findings:
    """A size is a number with a unit."""
    size = line.size
    if size is None or not size.is_closed or line.extra or memory.number(str(size)) is not None:
        return
    almost = memory.almost(str(size))
    hint = "write it as in 2G, 512M" if almost is None else f"did you mean {almost}?"
    fix = None if almost is None else replace(f"Write {almost}", size.span, almost)
    yield Finding(f"{size.source} is no size of memory: {hint}", size.span, fix)
