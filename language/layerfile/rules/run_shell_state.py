"""A RUN that only changes its own shell.

Each RUN is a shell of its own. An alias, an option of the shell, a limit or a stack of directories is gone when the RUN
ends: put it into the RUN that needs it, or into a file that SETUP FILE names.

## Wrong

```layerfile
FROM vm/debian:12
RUN set -euo pipefail
RUN ./build | tee log
```

## Right

```layerfile
FROM vm/debian:12
RUN set -euo pipefail; ./build | tee log
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell_state import lost

rule = Rule("LF205", "run-shell-state", "warning")

_ADVICE = {
    "alias": "write it out where it is needed",
    "unset": "ENV can give it another value",
    "pushd": "write WORKDIR instead",
    "popd": "write WORKDIR instead",
}


@rule.each(Run, words=["alias", "set", "shopt", "ulimit", "umask", "unset", "pushd", "popd"])
def check(run: Run) -> Findings:
    """What is set is used in the same RUN."""
    found = lost(run)
    if found is not None and found[0] == "state" and run.shell_span is not None:
        name = found[1][-1].name
        advice = _ADVICE.get(name, "put it into the RUN that needs it")
        yield Finding(f"no later RUN knows of this {name}: each RUN is a new shell, {advice}", run.shell_span)
