"""A status that there is not.

`status=merge` puts the copies of a SPLIT together into one, `status=hidden` shows nothing of the run.

## Wrong

```layerfile
FROM vm/debian:12
LABEL status=visible
```

## Right

```layerfile
FROM vm/debian:12
LABEL status=hidden
```
"""

from __future__ import annotations

from layerfile.directives import Label
from layerfile.labels import mistakes_of
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule

rule = Rule("LF702", "label-status", "error")


@rule.each(Label)
def check(label: Label) -> Findings:
    """There are two statuses."""
    return found_by(rule, mistakes_of(label))
