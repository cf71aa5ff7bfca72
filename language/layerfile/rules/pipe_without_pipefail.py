"""A pipeline whose first program may fail unseen.

A pipeline is as good as its last program. Where one before it fails, the step passes, and its snapshot is kept.

## Wrong

```layerfile
FROM vm/debian:12
RUN ./run-tests | tee log
```

## Right

```layerfile
FROM vm/debian:12
RUN set -o pipefail; ./run-tests | tee log
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import commands, place

rule = Rule("LF222", "pipe-without-pipefail", "info", default=False)

_NEVER_FAIL = frozenset({"echo", "printf", "yes", "true", "env", "printenv"})


@rule.each(Run)
def check(run: Run) -> Findings:
    """A pipeline fails if any of it does."""
    if "|" not in run.command or "pipefail" in run.command:
        return ()
    first = next((command for command in commands(run) if command.is_in_pipeline and not command.is_captured), None)
    if first is None or first.name in _NEVER_FAIL:
        return ()
    message = f"if {first.name[:60] or 'this'} fails the step passes all the same: begin with set -o pipefail;"
    return (Finding(message, place(run, first)),)
