"""`$SPLIT` where there are no copies.

The variables are set by SPLIT, from its line on. With no SPLIT above, here or in the Layerfiles that this one starts
from, they are empty.

## Wrong

```layerfile
FROM vm/debian:12
RUN ./run-tests --part $SPLIT
SPLIT 4
```

## Right

```layerfile
FROM vm/debian:12
SPLIT 4
RUN ./run-tests --part $SPLIT
```
"""

from __future__ import annotations

from layerfile.ancestry import directives_above, starts_from_image
from layerfile.directives import Directive, Split
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shards import sets_it_otherwise, users, uses
from layerfile.surroundings import Surroundings

rule = Rule("LF505", "split-variable-without-split", "warning")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What SPLIT sets is used below one."""
    using = users(file)
    splits = file.of(Split)
    if splits:
        using = [one for one in using if not file.is_after(one, splits[0])]
    if not using or any(map(sets_it_otherwise, file.before(using[-1]))) or not starts_from_image(file, surroundings):
        return
    if any(map(_splits, directives_above(file, surroundings))):
        return
    for directive in using:
        for name, span in uses(directive):
            where = "stands further down" if splits else "is missing: SPLIT 4 would make 4 copies"
            yield Finding(f"${name} is empty here, because the SPLIT that sets it {where}", span, directive=directive)


def _splits(directive: Directive) -> bool:
    return isinstance(directive, Split) or sets_it_otherwise(directive)
