"""ARTIFACT PUBLIC, which does nothing any more.

It published a file of the machine where Layerfiles were first run.

## Wrong

```layerfile
FROM vm/debian:12
RUN make
ARTIFACT PUBLIC /root/out.tar
```

## Right

```layerfile
FROM vm/debian:12
RUN make
```
"""

from __future__ import annotations

from layerfile.directives import Artifact
from layerfile.rules.rule import Finding, Findings, Rule, remove

rule = Rule("LF005", "old-directive", "warning")


@rule.each(Artifact)
def check(line: Artifact) -> Findings:
    """What did something long ago is left out."""
    message = "ARTIFACT PUBLIC is of the old dialect and does nothing any more: leave it out"
    yield Finding(message, line.keyword_span, remove("Leave it out", line))
