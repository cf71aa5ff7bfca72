"""A pause instead of a wait.

After a fixed time a service is ready most of the time: too late when the machine is fast, too early when it is slow.
Ask until it answers. EXPOSE WEBSITE waits for its port by itself.

## Wrong

```layerfile
FROM vm/debian:12
RUN docker compose up -d && sleep 20 && ./run-tests
```

## Right

```layerfile
FROM vm/debian:12
RUN docker compose up -d && until curl -fs localhost:8000; do sleep 1; done && ./run-tests
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import commands, place

rule = Rule("LF223", "sleep-as-wait", "info", default=False)

_TIME = pattern(r"([0-9]{1,9})(?:\.[0-9]{0,9})?([smh]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}

#: Seconds that a service may well need to close a port, or the like.
_SHORT = 5


@rule.each(Run, words=["sleep"])
def check(run: Run) -> Findings:
    """Nothing waits longer than it must."""
    for command in commands(run):
        if command.name != "sleep" or not command.is_in_row or len(command.words) != 2 or command.is_background:
            continue
        found = _TIME.fullmatch(command.words[1].text)
        if found is not None and int(found[1]) * _SECONDS[found[2]] > _SHORT:
            message = (
                "this is too long or too short: ask in a loop, as in until curl -fs localhost:80; do sleep 1; done"
            )
            yield Finding(message, place(run, command))
