"""A SKIP REMAINING IF with nothing below it.

It skips what stands further down, and there is nothing. Most often it was to stand higher up: above the steps that it
is about.

## Wrong

```layerfile
FROM vm/debian:12
RUN ./deploy
SKIP REMAINING IF GIT_BRANCH!=main
```

## Right

```layerfile
FROM vm/debian:12
SKIP REMAINING IF GIT_BRANCH!=main
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import SkipRemainingIf
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, remove

rule = Rule("LF532", "skip-nothing-left", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """Something is there to be skipped."""
    last = file.directives[-1] if file.directives else None
    if isinstance(last, SkipRemainingIf):
        message = "there is nothing left to skip below this line: put it above what it is about, or leave it out"
        yield Finding(message, last.span, remove("Leave the line out", last), last)
