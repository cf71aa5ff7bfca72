"""Snapshots that stay off to the end of the file.

After `CHECKPOINT disabled` no step is kept, so all of them run again each time. A later CHECKPOINT turns snapshots on
again.

## Wrong

```layerfile
FROM vm/debian:12
CHECKPOINT disabled
RUN make
```

## Right

```layerfile
FROM vm/debian:12
CHECKPOINT disabled
RUN make
CHECKPOINT
```
"""

from __future__ import annotations

from layerfile.directives import Checkpoint
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF513", "checkpoint-never-enabled-again", "info", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """What is turned off is turned on again."""
    checkpoints = file.of(Checkpoint)
    if checkpoints and checkpoints[-1].disabled:
        message = "no step below this line is ever kept: a later CHECKPOINT would turn snapshots on again"
        yield Finding(message, checkpoints[-1].span, directive=checkpoints[-1])
