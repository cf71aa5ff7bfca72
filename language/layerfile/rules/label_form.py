"""A LABEL that is not written as `key=value`.

There is no blank around the `=`, and a value with blanks needs quotes.

## Wrong

```layerfile
FROM vm/debian:12
LABEL display_name = shop
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

rule = Rule("LF704", "label-form", "error")


@rule.each(Label)
def check(label: Label) -> Findings:
    """A label has a key and a value."""
    return found_by(rule, mistakes_of(label))
