"""A FROM that differs from a Layerfile's path in letter case only.

Some file systems do not care, Linux does.

## Wrong

```layerfile
FROM ../Base
```

## Right

```layerfile
FROM ../base
```
"""

from __future__ import annotations

from layerfile import bases
from layerfile.directives import From
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.surroundings import Surroundings

rule = Rule("LF113", "from-letter-case", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """A path is written as the file is called."""
    for line in file.of(From)[:1]:
        base = line.base
        if base is None or line.kind != "path" or base.variables or not base.is_closed:
            continue
        if not surroundings.knows(str(base)):
            continue
        if surroundings.layerfile_at(str(base)) is not None:
            continue
        right = bases.differs_in_case(str(base), surroundings)
        if right is not None:
            if surroundings.layerfile_at(right) == surroundings.path:
                message = f"{base} is this Layerfile itself but for letter case: FROM needs another one"
                yield Finding(message, base.span, directive=line)
                continue
            message = f"{base} differs from {right} in letter case: write {right}"
            yield Finding(message, base.span, replace(f"Write {right}", base.span, right), line)
