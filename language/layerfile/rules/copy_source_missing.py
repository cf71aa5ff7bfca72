"""A source that is not there.

Sources are looked for from this Layerfile's folder, or with a `/` before them from the repository's root.

## Wrong

```layerfile
FROM vm/debian:12
COPY pakcage.json .
```

## Right

```layerfile
FROM vm/debian:12
COPY package.json .
```
"""

from __future__ import annotations

from layerfile.directives import Copy
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.sources import Sources, is_pattern
from layerfile.surroundings import Surroundings

rule = Rule("LF305", "copy-source-missing", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What is copied exists. A Layerfile that lies alone may have its files elsewhere."""
    copies = file.of(Copy)
    if not copies or not surroundings.is_whole:
        return
    tree = Sources(surroundings.files)
    for copy in copies:
        if copy.destination is None or not all(argument.is_closed for argument in copy.arguments):
            continue
        for source in copy.sources:
            path = str(source)
            if source.variables or source.has_commands or not path or path.startswith("~") or "{" in path:
                continue
            inside = surroundings.resolve(path)
            if inside is None or tree.is_there(inside):
                continue
            if is_pattern(path):
                if not tree.matches(inside):
                    yield Finding(f"nothing matches {path}", source.span, directive=copy)
                continue
            near = tree.near_miss(path, inside)
            hint = f": did you mean {near}?" if near else ""
            fix = replace(f"Write {near}", source.span, near) if near and source.is_plain else None
            yield Finding(f"{path} does not exist{hint}", source.span, fix, copy)
