"""A library's entry without a tag.

What it means may change from one day to the next.

## Wrong

```layerfile
FROM org/base
```

## Right

```layerfile
FROM org/base:v1
```
"""

from __future__ import annotations

from layerfile.directives import From
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF120", "from-unpinned", "info", default=False)


@rule.each(From)
def check(line: From) -> Findings:
    """A base has a version."""
    if line.base is not None and line.kind == "library" and ":" not in str(line.base) and "@" not in str(line.base):
        yield Finding(f"{line.base} may be another one tomorrow: write {line.base}:TAG", line.base.span)
