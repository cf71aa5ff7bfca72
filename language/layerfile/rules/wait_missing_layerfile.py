"""A WAIT for a Layerfile that is not there.

WAIT takes folders that hold a Layerfile, or Layerfiles themselves: from this Layerfile's folder, or with a `/` before
it from the repository's root.

## Wrong

```layerfile
FROM vm/debian:12
WAIT /tests/unti
RUN ./deploy
```

## Right

```layerfile
FROM vm/debian:12
WAIT /tests/unit
RUN ./deploy
```
"""

from __future__ import annotations

from layerfile.directives import Wait
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.surroundings import Surroundings
from layerfile.waiting import is_known, near_miss

rule = Rule("LF731", "wait-missing-layerfile", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What is waited for exists."""
    for wait in file.of(Wait):
        for item in wait.items:
            path = str(item)
            if not is_known(item) or surroundings.layerfile_at(path) is not None:
                continue
            near = near_miss(path, surroundings)
            if near is not None:
                fix = replace(f"Write {near}", item.span, near)
                yield Finding(f"no Layerfile is at {path}: did you mean {near}?", item.span, fix, wait)
            elif surroundings.is_whole:
                yield Finding(_why(path, surroundings), item.span, directive=wait)


def _why(path: str, surroundings: Surroundings) -> str:
    inside = surroundings.resolve(path)
    if inside is None:
        return f"{path} is outside of the repository: WAIT can only name a Layerfile inside of it"
    if surroundings.files.kind(inside) == "dir":
        return f"{path} is a folder without a Layerfile, so there is nothing to wait for"
    return f"no Layerfile is at {path}: name its folder, from here or with / from the repository's root"
