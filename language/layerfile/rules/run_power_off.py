"""A RUN that switches the machine off.

There is no step after it, and no snapshot of a machine that is off. Where something only works after a restart, start
its service anew instead.

## Wrong

```layerfile
FROM vm/debian:12
RUN apt-get upgrade
RUN reboot
```

## Right

```layerfile
FROM vm/debian:12
RUN apt-get upgrade
RUN systemctl restart cron
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import Command, commands, place

rule = Rule("LF213", "run-power-off", "warning")

_NAMES = {"reboot", "shutdown", "poweroff", "halt"}


@rule.each(Run, words=[*_NAMES, "init", "telinit"])
def check(run: Run) -> Findings:
    """The machine stays on."""
    for command in commands(run):
        if command.is_certain and _switches_off(command.without_wrappers()):
            yield Finding("this switches the machine off in the middle of the run: leave it out", place(run, command))


def _switches_off(command: Command) -> bool:
    if any(word in ("--help", "--version", "-c", "-k", "-w", "--wtmp-only") for word in command.arguments):
        return False
    match command.name:
        case "init" | "telinit":
            return command.arguments in (("0",), ("6",))
        case "systemctl":
            return any(word in _NAMES for word in command.arguments)
        case _:
            return command.name in _NAMES
