"""A directory that is cached twice.

Once is enough.

## Wrong

```layerfile
FROM vm/debian:12
CACHE ~/.npm
CACHE ~/.npm/
```

## Right

```layerfile
FROM vm/debian:12
CACHE ~/.npm
```
"""

from __future__ import annotations

from posixpath import normpath

from layerfile.arguments import Argument
from layerfile.directives import Cache, User, Workdir
from layerfile.lists import repeated
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF322", "cache-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A directory is named once; a relative one may mean another after WORKDIR or USER, and `$X` after ENV."""
    moves = bool(file.of(Workdir) or file.of(User))

    def directory(item: Argument) -> str | None:
        path = str(item)
        if not path or item.variables or item.has_commands or (moves and not path.startswith("/")):
            return None
        return normpath(path)

    for one in repeated(file.of(Cache), directory):
        yield Finding(f"{one.item} is cached above already", one.item.span, one.fix, one.line)
