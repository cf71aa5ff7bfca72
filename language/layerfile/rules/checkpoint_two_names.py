"""A CHECKPOINT with more than one name.

A snapshot has one name, without blanks. `disabled` is no name: it turns snapshots off from here on.

## Wrong

```layerfile
FROM vm/debian:12
CHECKPOINT ready to test
```

## Right

```layerfile
FROM vm/debian:12
CHECKPOINT ready-to-test
```
"""

from __future__ import annotations

from layerfile.directives import Checkpoint
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF511", "checkpoint-two-names", "error")


@rule.each(Checkpoint)
def check(checkpoint: Checkpoint) -> Findings:
    """One name, or none."""
    extra = checkpoint.extra
    if not extra or not all(argument.is_closed for argument in checkpoint.arguments):
        return
    place = extra[0].span.to(extra[-1].span)
    if checkpoint.disabled:
        yield Finding(f"CHECKPOINT disabled has no name: {extra[0]} does not belong here", place)
    else:
        yield Finding(f"a checkpoint has one name, without blanks: {extra[0]} would be a second one", place)
