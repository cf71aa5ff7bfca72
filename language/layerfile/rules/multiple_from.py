"""More than one FROM.

A Layerfile describes one machine. What another FROM would begin is a Layerfile of its own, which can start from this
one, or wait for it.

## Wrong

```layerfile
FROM vm/debian:12
RUN make
FROM vm/ubuntu:22.04
```

## Right

```layerfile
FROM vm/debian:12
RUN make
```
"""

from __future__ import annotations

from layerfile.directives import From
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF104", "multiple-from", "error")


@rule.file
def check(file: Outline) -> Findings:
    """There is one base."""
    for base in file.of(From)[1:]:
        message = (
            "a Layerfile has one FROM: put the other part into a Layerfile of its own, "
            "and start from that one or WAIT for it"
        )
        yield Finding(message, base.span, directive=base)
