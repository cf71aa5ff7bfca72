"""A SPLIT into more machines than a host can hold.

Each copy is a machine with memory of its own. More than 256 of them is most likely a slip.

## Wrong

```layerfile
FROM vm/debian:12
SPLIT 1000
RUN ./run-tests $SPLIT
```

## Right

```layerfile
FROM vm/debian:12
SPLIT 10
RUN ./run-tests $SPLIT
```
"""

from __future__ import annotations

from layerfile.directives import Split
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF507", "split-huge", "warning")


_MOST = 256


@rule.each(Split)
def check(split: Split) -> Findings:
    """The copies fit somewhere."""
    count = split.count
    if count is None or not count.is_closed:
        return
    if (split.number or 0) > _MOST or (split.number is None and str(count).isascii() and str(count).isdigit()):
        yield Finding(f"{str(count)[:20]} copies are as many machines at once: is that meant?", count.span)
