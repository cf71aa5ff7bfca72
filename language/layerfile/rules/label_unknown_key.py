"""A LABEL with a key that there is not.

Unlike Docker's, a label of a Layerfile has a meaning: `display_name` is the name that a run is shown by, and `status`
how it counts for a merge. There are no others.

## Wrong

```layerfile
FROM vm/debian:12
LABEL maintainer=me
```

## Right

```layerfile
FROM vm/debian:12
LABEL display_name=shop
```
"""

from __future__ import annotations

from layerfile.directives import Label
from layerfile.labels import mistakes_of
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule

rule = Rule("LF701", "label-unknown-key", "error")


@rule.each(Label)
def check(label: Label) -> Findings:
    """There are two keys."""
    return found_by(rule, mistakes_of(label))
