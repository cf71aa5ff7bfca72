"""Less memory than a machine needs.

With less than 64 megabytes no kernel of today starts. A number without a unit is bytes, and was most often meant to
have one.

## Wrong

```layerfile
FROM vm/debian:12
MEMORY 2
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

rule = Rule("LF116", "memory-too-small", "error")


@rule.each(Memory)
def check(line: Memory) -> Findings:
    """A machine has room for its kernel."""
    size = line.size
    found = None if size is None else memory.number(str(size))
    if size is None or found is None or found >= memory.MINIMUM or line.extra:
        return
    meant = memory.with_unit(str(size))
    hint = "" if meant is None else f" (a number alone is bytes: did you mean {meant}?)"
    fix = None if meant is None else replace(f"Write {meant}", size.span, meant)
    yield Finding(f"{size} is too little for a machine: at least 64M are needed{hint}", size.span, fix)
