"""A variable that is another one in each run.

All steps below depend on it, and so are never skipped from one commit to the next.

## Wrong

```layerfile
FROM vm/debian:12
BUILD ENV GIT_COMMIT
RUN make
```

## Right

```layerfile
FROM vm/debian:12
RUN make
BUILD ENV GIT_COMMIT
RUN ./publish $GIT_COMMIT
```
"""

from __future__ import annotations

from layerfile.directives import BuildEnv, Run
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF416", "build-env-always-misses", "hint", default=False)

_CHANGING = frozenset({"GIT_COMMIT", "GIT_SHORT_COMMIT", "GIT_COMMIT_TITLE", "JOB_ID", "RETRY_INDEX"})


@rule.file
def check(file: Outline) -> Findings:
    """The next step needs the variable."""
    runs = file.of(Run)
    for line in file.of(BuildEnv):
        for item in line.items:
            name = str(item)
            if name not in _CHANGING:
                continue
            number = file.number(line)
            following = next((run for run in runs if file.number(run) > number), None)
            if following is not None and following not in file.uses.get(name, []):
                message = f"{name} is another one in each run, so nothing below is ever skipped: move this down"
                yield Finding(message, item.span, directive=line)
