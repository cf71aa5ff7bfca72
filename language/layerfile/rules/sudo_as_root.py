"""A sudo where every step is root's.

Without a USER above, steps are run as root: `sudo` changes nothing.

## Wrong

```layerfile
FROM vm/debian:12
RUN sudo apt-get install curl
```

## Right

```layerfile
FROM vm/debian:12
RUN apt-get install curl
```
"""

from __future__ import annotations

from layerfile.directives import From, Run, User
from layerfile.outline import Outline
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import commands, place

rule = Rule("LF229", "sudo-as-root", "hint", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """Who is root needs no sudo. What a parent has set is not known here."""
    base = next(iter(file.of(From)), None)
    if base is None or base.kind != "image":
        return
    end = min((file.number(user) for user in file.of(User)), default=len(file.directives))
    for run in file.of(Run):
        if file.number(run) > end:
            return
        for command in commands(run) if "sudo" in run.command else ():
            if command.name != "sudo" or len(command.words) < 2:
                continue
            following = command.words[1]
            # With an option it may well do something: another user, another environment.
            if not following.text.startswith("-") and "=" not in following.text:
                sudo = command.words[0]
                edit = Edit(run.locate(sudo.start, following.start), "")
                message = "sudo changes nothing: without a USER above, this is root's step"
                yield Finding(message, place(run, sudo), Fix("Remove sudo", (edit,)), run)
