"""A SPLIT below another one.

Each copy is copied again: the numbers multiply, those of the Layerfiles that this one starts from included.

## Wrong

```layerfile
FROM vm/debian:12
SPLIT 4
SPLIT 3
RUN ./run-tests $SPLIT
```

## Right

```layerfile
FROM vm/debian:12
SPLIT 12
RUN ./run-tests $SPLIT
```
"""

from __future__ import annotations

from layerfile.ancestry import directives_above
from layerfile.directives import Split
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings

rule = Rule("LF506", "split-nested", "info", default=False)


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """Copies are made once."""
    splits = file.of(Split)
    if not splits:
        return
    machines = 1
    for directive in directives_above(file, surroundings):
        if isinstance(directive, Split):
            machines *= directive.number or 1
    for split in splits:
        number = split.number or 1
        if machines > 1 and number > 1 and machines < 10**9:
            message = f"there are {machines} copies already: with these it is {machines * number} machines"
            yield Finding(message, split.span, directive=split)
        machines *= number
