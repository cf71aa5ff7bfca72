"""A COPY with nowhere to go.

COPY takes what to copy, and where to.

## Wrong

```layerfile
FROM vm/debian:12
COPY package.json
```

## Right

```layerfile
FROM vm/debian:12
COPY package.json .
```
"""

from __future__ import annotations

from layerfile.directives import Copy
from layerfile.mistakes import short
from layerfile.rules.rule import Finding, Findings, Rule, insert
from layerfile.spans import Span

rule = Rule("LF301", "copy-arguments", "error")


@rule.each(Copy)
def check(copy: Copy) -> Findings:
    """A source has a destination. With nothing at all something else is wrong."""
    if copy.destination is not None or not copy.sources or not copy.sources[0].is_closed:
        return
    source = copy.sources[0]
    fix = insert("Copy it here", Span(*source.span.end, *source.span.end), " .")
    yield Finding(f"COPY needs a destination, too, such as COPY {short(source.source)} /app", copy.span, fix)
