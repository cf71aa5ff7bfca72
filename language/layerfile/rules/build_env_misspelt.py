"""A name that is almost one of the run's.

Names that are not known are asked of the caller, who will not have this one.

## Wrong

```layerfile
FROM vm/debian:12
BUILD ENV GIT_BRNCH
```

## Right

```layerfile
FROM vm/debian:12
BUILD ENV GIT_BRANCH
```
"""

from __future__ import annotations

from layerfile.directives import BuildEnv
from layerfile.environment import BUILD_ENV_NAMES, is_name
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.slips import slip_of

rule = Rule("LF414", "build-env-misspelt", "warning")


@rule.each(BuildEnv)
def check(line: BuildEnv) -> Findings:
    """A known name is spelt as it is known."""
    if not all(item.is_closed for item in line.items):
        return
    for item in line.items:
        name = item.source
        if name in BUILD_ENV_NAMES or not is_name(name):
            continue
        near = slip_of(name, BUILD_ENV_NAMES, 6)
        # The plural of a known name is another name.
        if near is not None and name.upper() != f"{near}S":
            message = f"{name} is not known: did you mean {near}?"
            yield Finding(message, item.span, replace(f"Write {near}", item.span, near))
