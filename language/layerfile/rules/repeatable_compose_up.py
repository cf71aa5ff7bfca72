"""Containers that run on into the next run of a RUN REPEATABLE.

When a RUN REPEATABLE runs again, it starts from the snapshot after its last run, with the containers of that time
still running, while today's files are put below them. A container that holds its files open may then see neither.
Build in RUN REPEATABLE, and start in a RUN behind it.

## Wrong

```layerfile
FROM vm/debian:12
RUN REPEATABLE docker-compose up -d --build
```

## Right

```layerfile
FROM vm/debian:12
RUN REPEATABLE docker-compose build
RUN docker-compose up -d
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import commands, place

rule = Rule("LF225", "repeatable-compose-up", "info", default=False)


@rule.each(Run, words=["up"])
def check(run: Run) -> Findings:
    """What goes on running is started by a RUN."""
    if run.modifier != "REPEATABLE":
        return
    for found in commands(run):
        command = found.without_wrappers()
        is_compose = command.name == "docker-compose" or (
            command.name == "docker" and command.arguments[:1] == ("compose",)
        )
        if is_compose and "up" in command.arguments:
            message = "these containers still run when this runs again: build here, and start them in a RUN behind it"
            yield Finding(message, place(run, found))
