"""A FROM that leads out of the repository.

What lies outside is not part of what is run elsewhere, and not watched.

## Wrong

```layerfile
FROM ../../elsewhere
```

## Right

```layerfile
FROM ../base
```
"""

from __future__ import annotations

from layerfile.directives import From
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings

rule = Rule("LF112", "from-outside", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """A base is part of the repository."""
    if not surroundings.is_whole:
        return
    for line in file.of(From)[:1]:
        base = line.base
        if base is None or line.kind != "path" or base.variables or not base.is_closed:
            continue
        if surroundings.resolve(str(base)) is None:
            message = f"{base} is outside of the repository: FROM can only name a Layerfile inside of it"
            yield Finding(message, base.span, directive=line)
