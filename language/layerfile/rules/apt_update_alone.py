"""An `apt-get update` in a RUN of its own.

A step that has not changed is not run again. So when the install below gets another package, the update above is still
the old one's snapshot, and the versions that it lists may be gone. In one RUN both are run together.

## Wrong

```layerfile
FROM vm/debian:12
RUN apt-get update
RUN apt-get install curl
```

## Right

```layerfile
FROM vm/debian:12
RUN apt-get update && apt-get install curl
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import only, place

rule = Rule("LF217", "apt-update-alone", "info", default=False)


@rule.each(Run, words=["update"])
def check(run: Run) -> Findings:
    """An update belongs to what is installed with it."""
    found = only(run)
    if found is None:
        return
    command = found.without_wrappers()
    if command.name in ("apt-get", "apt") and "update" in command.arguments:
        message = "this is not run again when the install below changes: put both into one RUN"
        yield Finding(message, place(run, found))
