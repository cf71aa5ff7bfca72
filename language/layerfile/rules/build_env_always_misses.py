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

from bisect import bisect_right

from layerfile.directives import BuildEnv, Run
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF416", "build-env-always-misses", "hint", default=False)

_CHANGING = frozenset({"GIT_COMMIT", "GIT_SHORT_COMMIT", "GIT_COMMIT_TITLE", "JOB_ID", "RETRY_INDEX"})


@rule.file
def check(file: Outline) -> Findings:
    """The next step needs the variable."""
    lines = file.of(BuildEnv)
    if not lines:
        return
    runs = [file.number(run) for run in file.of(Run)]
    users = {name: {file.number(one) for one in file.uses.get(name, ())} for name in _CHANGING}
    for line in lines:
        at = bisect_right(runs, file.number(line))
        for item in line.items:
            name = str(item)
            if name in _CHANGING and at < len(runs) and runs[at] not in users[name]:
                message = f"{name} is another one in each run, so nothing below is ever skipped: move this down"
                yield Finding(message, item.span, directive=line)
