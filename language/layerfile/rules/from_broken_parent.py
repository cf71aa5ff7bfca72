"""A FROM that leads to a Layerfile with an error.

This one cannot be run before that one is mended.

## Wrong

```layerfile
FROM ../broken
```

## Right

```layerfile
FROM ../base
```
"""

from __future__ import annotations

from layerfile.ancestry import parents
from layerfile.directives import From
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings

rule = Rule("LF114", "from-broken-parent", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What a Layerfile starts from is right."""
    for line in file.of(From)[:1]:
        if line.base is None or line.kind != "path" or not surroundings.knows(str(line.base)):
            continue
        # The rules are made of this one, too.
        from layerfile.checking import errors

        for parent in parents(file, surroundings):
            found = errors(parent) if parent.path != surroundings.path else ()
            if found:
                message = f"the Layerfile that this one starts from has an error: {found[0]}"
                yield Finding(message, line.span, directive=line)
                return
