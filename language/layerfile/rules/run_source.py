"""A RUN that only sources a file of settings.

Each RUN is a shell of its own: what the file sets is gone when the RUN ends. SETUP FILE sources a file before each
later RUN.

## Wrong

```layerfile
FROM vm/debian:12
RUN source /opt/venv/bin/activate
RUN pytest
```

## Right

```layerfile
FROM vm/debian:12
SETUP FILE /opt/venv/bin/activate
RUN pytest
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.shell_state import lost

rule = Rule("LF204", "run-source", "warning")

_PLAIN = pattern(r"[\w./@:+-]+")


@rule.each(Run)
def check(run: Run) -> Findings:
    """What is sourced is used in the same RUN."""
    # `.` is no word that could be waited for.
    if not run.command.startswith((".", "source", "cd", "export")):
        return ()
    found = lost(run)
    if found is None or found[0] != "source" or run.shell_span is None:
        return ()
    words = found[1][-1].words
    file = words[1].text
    fix = None
    if len(found[1]) == 1 and len(words) == 2 and words[1].is_static and _PLAIN.fullmatch(file):
        fix = replace(f"Write SETUP FILE {file}", run.span, f"SETUP FILE {file}")
    message = f"no later RUN knows what {file} has set: each RUN is a new shell, write SETUP FILE {file}"
    return (Finding(message, run.shell_span, fix),)
