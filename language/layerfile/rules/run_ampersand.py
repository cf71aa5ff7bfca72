"""`&` at the end of a RUN.

RUN BACKGROUND says the same more clearly, and sees when the command does not start.

## Wrong

```layerfile
FROM vm/debian:12
RUN ./server &
```

## Right

```layerfile
FROM vm/debian:12
RUN BACKGROUND ./server
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import row
from layerfile.spans import Span

rule = Rule("LF208", "run-ampersand", "info", default=False)


@rule.each(Run)
def check(run: Run) -> Findings:
    """What goes on is put into the background by the directive."""
    command = run.command.rstrip()
    if run.modifier is not None or not command.endswith("&") or not run.pieces:
        return ()
    commands = row(run)
    if not commands or not commands[-1].is_background:
        return ()
    end = len(command) - 1
    start = len(command[:end].rstrip())
    fix = None
    if all(one.is_background for one in commands) and command.count("&") == 1:
        place = run.keyword_span.end
        edits = (Edit(Span(*place, *place), " BACKGROUND"), Edit(run.locate(start, len(command)), ""))
        fix = Fix("Write RUN BACKGROUND", edits)
    return (Finding("write RUN BACKGROUND instead of &: it sees a failure", run.locate(end, end + 1), fix),)
