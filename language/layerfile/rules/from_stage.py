"""A name for a stage.

A Layerfile has one FROM, and so no stages that would need names.

## Wrong

```layerfile
FROM vm/debian:12 AS build
```

## Right

```layerfile
FROM vm/debian:12
```
"""

from __future__ import annotations

from layerfile.directives import From
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.spans import Span

rule = Rule("LF106", "from-stage", "error")


@rule.each(From)
def check(line: From) -> Findings:
    """A base has no other name."""
    if line.stage is not None and line.base is not None:
        message = f"a Layerfile has one FROM, so its stages have no names: write FROM {line.base}"
        gap = Span(*line.base.span.end, *line.stage.end)
        yield Finding(message, line.stage, replace("Leave it out", gap, ""))
