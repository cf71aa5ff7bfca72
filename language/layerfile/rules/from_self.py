"""A Layerfile that starts from itself.

FROM needs something that is there before.

## Wrong

```layerfile
FROM ./Layerfile
```

## Right

```layerfile
FROM vm/debian:12
```
"""

from __future__ import annotations

from layerfile.directives import From
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings

rule = Rule("LF110", "from-self", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """A base is another Layerfile."""
    for line in file.of(From)[:1]:
        if line.base is None or line.kind != "path" or not surroundings.knows(str(line.base)):
            continue
        if surroundings.layerfile_at(str(line.base)) == surroundings.path:
            message = f"{line.base} is this Layerfile itself: FROM needs another one, or an image"
            yield Finding(message, line.base.span, directive=line)
