"""`&` at the end of a RUN BACKGROUND.

RUN BACKGROUND does what `&` does, and more: a command that ends with an error within two seconds fails the step. With
`&` the shell ends at once, and nobody sees that the command did not start.

## Wrong

```layerfile
FROM vm/debian:12
RUN BACKGROUND ./server &
```

## Right

```layerfile
FROM vm/debian:12
RUN BACKGROUND ./server
```
"""

from __future__ import annotations

from itertools import pairwise

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.shell import row

rule = Rule("LF207", "background-ampersand", "warning")


@rule.each(Run)
def check(run: Run) -> Findings:
    """What is in the background is not put there twice."""
    if run.modifier != "BACKGROUND" or "&" not in run.command[-4:]:
        return ()
    command = run.command.rstrip()
    commands = row(run)
    if not command.endswith("&") or not commands or not run.pieces or not commands[-1].is_background:
        return ()
    others = any(
        command[one.end : following.start].replace("&&", "").count("&") for one, following in pairwise(commands)
    )
    end = len(command) - 1
    start = len(command[:end].rstrip())
    fix = None if others else replace("Remove &", run.locate(start, len(command)), "")
    message = "RUN BACKGROUND needs no &: the shell would end at once, and a failure would never be seen"
    return (Finding(message, run.locate(end, end + 1), fix),)
