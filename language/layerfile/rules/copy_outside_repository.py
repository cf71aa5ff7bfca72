"""A source outside of the repository.

What lies there is not part of what others check out, and not watched.

## Wrong

```layerfile
FROM vm/debian:12
COPY ../../elsewhere .
```

## Right

```layerfile
FROM vm/debian:12
COPY ../shared .
```
"""

from __future__ import annotations

from layerfile.directives import Copy
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.surroundings import Surroundings

rule = Rule("LF304", "copy-outside-repository", "error")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """Sources are part of the repository."""
    if not surroundings.is_whole:
        return
    for copy in file.of(Copy):
        # Only `..` leads out.
        if ".." not in copy.source or not all(argument.is_closed for argument in copy.arguments):
            continue
        for source in copy.sources:
            path = str(source)
            if ".." not in path or source.variables or path.startswith("~"):
                continue
            if surroundings.resolve(path) is None:
                message = f"{path} is outside of the repository: copy from inside of it"
                yield Finding(message, source.span, directive=copy)
