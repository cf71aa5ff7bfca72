"""A source that git ignores.

What `.gitignore` or `.layerignore` leaves out is not copied, even where it is named.

## Wrong

```layerfile
FROM vm/debian:12
COPY node_modules /app/node_modules
```

## Right

```layerfile
FROM vm/debian:12
COPY package.json /app/
RUN cd /app && npm install
```
"""

from __future__ import annotations

from layerfile.directives import Copy
from layerfile.ignoring import Ignored
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.sources import is_pattern
from layerfile.surroundings import Surroundings

rule = Rule("LF306", "copy-source-ignored", "warning")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """What is copied is not ignored."""
    copies = file.of(Copy)
    if not copies or not surroundings.is_whole:
        return
    ignored = Ignored(surroundings.files)
    for copy in copies:
        for source in copy.sources:
            path = str(source)
            inside = None if source.variables or is_pattern(path) else surroundings.resolve(path)
            # `.git` is copied where it is asked for by name.
            if not inside or inside == ".git" or inside.startswith(".git/"):
                continue
            kind = surroundings.files.kind(inside)
            if kind is not None and ignored(inside, kind == "dir"):
                message = f"{path} is ignored by git or .layerignore: it is not copied"
                yield Finding(message, source.span, directive=copy)
