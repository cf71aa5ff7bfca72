"""A file whose name is `Layerfile` but for letter case.

A file is found by its name, and FROM and WAIT look for `Layerfile` in a folder. Where upper and lower case make a
difference, another spelling is not found.

## Wrong

```layerfile
FROM vm/debian:12
# in a file called layerfile
```

## Right

```layerfile
FROM vm/debian:12
# in a file called Layerfile
```
"""

from __future__ import annotations

import posixpath
from re import IGNORECASE
from re import compile as pattern

from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import FILE_START
from layerfile.surroundings import Surroundings

rule = Rule("LF905", "wrong-file-name", "hint")


_NAME = pattern(r"(?P<first>layerfile)(?:\..*)?|.*\.(?P<last>layerfile)", IGNORECASE)


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """A Layerfile is called Layerfile."""
    name = posixpath.basename(surroundings.path)
    found = _NAME.fullmatch(name)
    if found is None or "Layerfile" in (found["first"], found["last"]):
        return
    part = "first" if found["first"] else "last"
    right = f"{name[: found.start(part)]}Layerfile{name[found.end(part) :]}"
    message = f"call the file {right}: {name} is another name where letter case makes a difference"
    yield Finding(message, FILE_START, directive=file.directives[0] if file.directives else None)
