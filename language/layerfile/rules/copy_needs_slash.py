"""Several sources and a destination that is no folder.

What goes into one place from several must go into a folder, and a folder's name ends in `/`.

## Wrong

```layerfile
FROM vm/debian:12
COPY package.json yarn.lock app
```

## Right

```layerfile
FROM vm/debian:12
COPY package.json yarn.lock app/
```
"""

from __future__ import annotations

from layerfile.directives import Copy
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span

rule = Rule("LF302", "copy-needs-slash", "error")

_FOLDERS = ("", ".", "..", "~")


@rule.each(Copy)
def check(copy: Copy) -> Findings:
    """Several sources go into a folder."""
    to = copy.destination
    if to is None or len(copy.sources) < 2 or not all(argument.is_closed for argument in copy.arguments):
        return
    if str(to).rpartition("/")[2] in _FOLDERS or to.variables:
        return
    fix = None
    if to.is_plain and not str(to).startswith("#"):
        fix = Fix(f"Write {to}/", (Edit(Span(*to.span.end, *to.span.end), "/"),))
    yield Finding(f"{len(copy.sources)} sources need a folder to go to: write {to}/", to.span, fix)
