"""A package that is installed without a list of packages.

An image's list of packages is as old as the image, or is not there at all: then `apt-get install` looks for versions
that are gone. `apt-get update` before it, best in the same RUN, fetches today's.

## Wrong

```layerfile
FROM vm/debian:12
RUN apt-get install curl
```

## Right

```layerfile
FROM vm/debian:12
RUN apt-get update && apt-get install curl
```
"""

from __future__ import annotations

from layerfile.directives import From, Run
from layerfile.outline import Outline
from layerfile.packages import packages
from layerfile.rules.rule import Finding, Findings, Rule, insert
from layerfile.shell import Command, commands, place

rule = Rule("LF216", "apt-install-without-update", "info", default=False)

#: With one of these behind it a script from elsewhere may well update the list.
_SHELLS = frozenset({"bash", "sh"})


@rule.file
def check(file: Outline) -> Findings:
    """The first install has an update before it. What a parent has done is not known here."""
    base = next(iter(file.of(From)), None)
    if base is None or base.kind != "image":
        return
    for run in file.of(Run):
        if "apt" not in run.command and "sh" not in run.command:
            continue
        for command in commands(run):
            inner = command.without_wrappers()
            if inner.name in _SHELLS or _updates(inner):
                return
            found = packages(command)
            if found is not None and found.manager == "apt" and any("/" not in one.text for one in found.words):
                sudo = "sudo " if command.name == "sudo" else ""
                span = place(run, command)
                fix = insert("Insert apt-get update", span, f"{sudo}apt-get update && ")
                message = "there is no apt-get update before this: the list of packages may be old or missing"
                yield Finding(message, span, fix if command.is_certain else None, run)
                return


def _updates(command: Command) -> bool:
    return command.name in ("apt-get", "apt", "add-apt-repository") and (
        command.name == "add-apt-repository" or "update" in command.arguments
    )
