"""A label that is given twice.

Only one of the values can be shown.

## Wrong

```layerfile
FROM vm/debian:12
LABEL display_name=shop
LABEL display_name=store
```

## Right

```layerfile
FROM vm/debian:12
LABEL display_name=shop
LABEL status=hidden
```
"""

from __future__ import annotations

from layerfile.directives import Label
from layerfile.labels import KEYS
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF703", "label-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A key is given once."""
    seen: set[str] = set()
    for label in file.of(Label):
        for pair in label.pairs:
            key = pair.name.lower()
            if key in seen:
                message = f"{key} has a value above already: only one of them can be shown"
                yield Finding(message, pair.span, directive=label)
            elif key in KEYS:
                seen.add(key)
