"""A source that starts with `~`.

Sources are files of the repository. `~` is a directory of the machine, and can only be a destination.

## Wrong

```layerfile
FROM vm/debian:12
COPY ~/.npmrc .
```

## Right

```layerfile
FROM vm/debian:12
COPY .npmrc ~/.npmrc
```
"""

from __future__ import annotations

from layerfile.directives import Copy
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF303", "copy-tilde-source", "error")


@rule.each(Copy)
def check(copy: Copy) -> Findings:
    """A source lies in the repository."""
    if not all(argument.is_closed for argument in copy.arguments):
        return
    for source in copy.sources:
        if source.source == "~" or source.source.startswith("~/"):
            yield Finding(f"{source} is in the machine: a source is a file of the repository", source.span)
