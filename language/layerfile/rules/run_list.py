"""A command written as a list.

A Dockerfile tells two forms of RUN apart; here a list is only another way to write the same command, with quotes that
nobody needs.

## Wrong

```layerfile
FROM vm/debian:12
RUN ["npm", "ci"]
```

## Right

```layerfile
FROM vm/debian:12
RUN npm ci
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF214", "run-list", "info", default=False)


@rule.each(Run)
def check(run: Run) -> Findings:
    """A command is written as one would type it."""
    # What was a list has no places of its own.
    if run.pieces or not run.shell.startswith("[") or run.shell_span is None:
        return ()
    message = f"a list does the same as the command itself: write {run.command}"
    return (Finding(message, run.shell_span, replace("Write it as a command", run.shell_span, run.command)),)
