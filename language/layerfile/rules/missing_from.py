"""A Layerfile without FROM.

Something must be there to start: an image, or another Layerfile.

## Wrong

```layerfile
RUN make
```

## Right

```layerfile
FROM vm/debian:12
RUN make
```
"""

from __future__ import annotations

from layerfile.directives import Docker, From, Unknown
from layerfile.keywords import meant
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF102", "missing-from", "error")


@rule.file
def check(file: Outline) -> Findings:
    """There is a base."""
    if not file.directives or file.of(From):
        return
    first = file.directives[0]
    # A misspelt one is told as such.
    if not any(isinstance(one, Unknown) and meant(one.keyword, "") == "FROM" for one in file.directives[:20]):
        kind = first.keyword_span if isinstance(first, Unknown | Docker) else first.span
        yield Finding("FROM is missing: start with a base, such as FROM vm/debian:12", kind, directive=first)
