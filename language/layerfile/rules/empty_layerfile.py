"""A file without a directive.

A Layerfile starts with FROM.

## Wrong

```layerfile
# to be written
```

## Right

```layerfile
FROM vm/debian:12
```
"""

from __future__ import annotations

from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import FILE_START

rule = Rule("LF101", "empty-layerfile", "error")


@rule.file
def check(file: Outline) -> Findings:
    """A Layerfile says something."""
    if not file.directives:
        yield Finding("empty Layerfile: start with FROM", FILE_START)
