"""SPLIT 1 makes no copies.

One copy of the machine is the machine itself: the line costs a snapshot and does nothing. Most often the number
was meant to be a larger one.

## Wrong

```layerfile
FROM vm/debian:12
SPLIT 1
RUN ./run-tests $SPLIT
```

## Right

```layerfile
FROM vm/debian:12
SPLIT 4
RUN ./run-tests $SPLIT
```
"""

from __future__ import annotations

from layerfile.directives import Split
from layerfile.rules.rule import Finding, Findings, Rule, remove

rule = Rule("LF502", "split-one", "warning")


@rule.each(Split)
def check(split: Split) -> Findings:
    """One copy is none."""
    if split.number == 1 and split.count is not None:
        message = f"{split.keyword} 1 makes no copies: write how many are needed, or leave the line out"
        yield Finding(message, split.count.span, remove("Leave the line out", split))
