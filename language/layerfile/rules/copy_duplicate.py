"""The very same COPY twice.

COPY places files as they are at the run's start: a second time changes nothing, unless a step in between has changed
them in the machine.

## Wrong

```layerfile
FROM vm/debian:12
COPY . /app
COPY . /app
```

## Right

```layerfile
FROM vm/debian:12
COPY . /app
```
"""

from __future__ import annotations

from layerfile.directives import Copy, User, Workdir
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, remove

rule = Rule("LF307", "copy-duplicate", "hint", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """Files are placed once. Where WORKDIR or USER stand between, the same words may mean another place."""
    seen: set[str] = set()
    settings = iter(sorted(file.number(one) for kind in (Workdir, User) for one in file.of(kind)))
    next_setting = next(settings, None)
    for copy in file.of(Copy):
        while next_setting is not None and file.number(copy) > next_setting:
            seen.clear()
            next_setting = next(settings, None)
        if copy.normalised in seen:
            yield Finding("the same is copied above already", copy.span, remove("Leave it out", copy), copy)
        seen.add(copy.normalised)
