"""A source that git ignores.

What `.gitignore` or `.layerignore` leaves out is not copied, even where it is named; only what git tracks in spite of
`.gitignore` is. Make it in the machine, or take it out of the ignore file.

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

from layerfile.copied import LeftOut
from layerfile.directives import Copy
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
    left_out = LeftOut(surroundings.files)
    for copy in copies:
        for source in copy.sources:
            path = str(source)
            if source.variables or source.has_commands or is_pattern(path) or not source.is_closed:
                continue
            inside = surroundings.resolve(path)
            # `.git` is copied where it is asked for by name.
            if not inside or ".git" in inside.split("/"):
                continue
            kind = surroundings.files.kind(inside)
            reason = None if kind is None else left_out(inside, kind == "dir")
            if reason is not None:
                message = f"{path} is ignored by {reason}: it is not copied"
                yield Finding(message, source.span, directive=copy)
