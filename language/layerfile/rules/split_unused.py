"""Copies that all do the same.

Nothing below the SPLIT looks at `$SPLIT` or `$SPLIT_NUM`, so each copy runs the same commands. If the commands find out
by themselves which part is theirs, `SPLIT UNORDERED` says that this is meant.

## Wrong

```layerfile
FROM vm/debian:12
SPLIT 4
RUN ./run-tests
```

## Right

```layerfile
FROM vm/debian:12
SPLIT 4
RUN ./run-tests --shard $SPLIT
```
"""

from __future__ import annotations

from layerfile.directives import Split
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shards import users

rule = Rule("LF503", "split-unused", "info", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """Something differs between the copies."""
    splits = [split for split in file.of(Split) if not split.unordered]
    if not splits:
        return
    last_use = max((file.number(directive) for directive in users(file)), default=-1)
    for split in splits:
        if file.number(split) > last_use:
            message = f"all copies do the same: nothing below {split.keyword} looks at $SPLIT or $SPLIT_NUM"
            yield Finding(message, split.span, directive=split)
