"""A FROM that leads nowhere.

A base that is a path names a Layerfile or a folder that holds one: from this Layerfile's folder, or with a `/` before
it from the repository's root.

## Wrong

```layerfile
FROM ../bsae
```

## Right

```layerfile
FROM ../base
```
"""

from __future__ import annotations

from layerfile import bases
from layerfile.directives import From
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.surroundings import Surroundings

rule = Rule("LF109", "from-missing-layerfile", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """A path in FROM exists."""
    for line in file.of(From)[:1]:
        base = line.base
        if base is None or line.kind != "path" or base.variables or not base.is_closed:
            continue
        if not surroundings.knows(str(base)):
            continue
        path, files = str(base), surroundings.files
        inside = surroundings.resolve(path)
        if inside is None or surroundings.layerfile_at(path) is not None or bases.differs_in_case(path, surroundings):
            continue
        near = bases.near_miss(path, surroundings.folder, files)
        is_own = near is not None and surroundings.layerfile_at(near) == surroundings.path
        if is_own:
            near = None
        if near is None and not surroundings.is_whole and files.kind(inside) != "dir":
            continue
        message = f"{path} does not exist" if is_own else bases.missing(path, surroundings.folder, files)
        fix = None if near is None else replace(f"Write {near}", base.span, near)
        yield Finding(message, base.span, fix, line)
