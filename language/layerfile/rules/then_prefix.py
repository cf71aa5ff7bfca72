"""THEN before a directive, as it was written long ago.

It does nothing.

## Wrong

```layerfile
FROM vm/debian:12
THEN RUN make
```

## Right

```layerfile
FROM vm/debian:12
RUN make
```
"""

from __future__ import annotations

from layerfile.directives import Directive
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.spans import Span

rule = Rule("LF004", "then-prefix", "warning")


@rule.each()
def check(directive: Directive) -> Findings:
    """A directive stands for itself."""
    if directive.prefix is not None:
        gap = Span(*directive.prefix.start, *directive.keyword_span.start)
        yield Finding(
            "THEN is of the old dialect and does nothing: leave it out",
            directive.prefix,
            replace("Leave it out", gap, ""),
        )
