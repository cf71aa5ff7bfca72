"""A CHECKPOINT that is there anyway.

A snapshot is taken after every step that is worth it. A CHECKPOINT without a name is only needed to turn snapshots on
again after `CHECKPOINT disabled`.

## Wrong

```layerfile
FROM vm/debian:12
RUN make
CHECKPOINT
```

## Right

```layerfile
FROM vm/debian:12
RUN make
CHECKPOINT built
```
"""

from __future__ import annotations

from layerfile.directives import Checkpoint
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, remove

rule = Rule("LF514", "checkpoint-redundant", "hint", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """A CHECKPOINT has a name, or turns something on."""
    disabled = False
    for checkpoint in file.of(Checkpoint):
        if checkpoint.name is None and not checkpoint.disabled and not disabled:
            message = "there is a snapshot after every step that is worth it: leave the line out, or give it a name"
            yield Finding(message, checkpoint.span, remove("Leave the line out", checkpoint), checkpoint)
        disabled = checkpoint.disabled
