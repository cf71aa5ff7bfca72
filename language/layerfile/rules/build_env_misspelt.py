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
from layerfile.environment import BUILD_ENV_NAMES
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.slips import slip_of

rule = Rule("LF414", "build-env-misspelt", "warning")


@rule.each(BuildEnv)
def check(line: BuildEnv) -> Findings:
    """A known name is spelt as it is known."""
    for item in line.items:
        name = item.source
        near = None if name in BUILD_ENV_NAMES or not name.isidentifier() else slip_of(name, BUILD_ENV_NAMES, 6)
        if near is not None:
            message = f"{name} is not known: did you mean {near}?"
            yield Finding(message, item.span, replace(f"Write {near}", item.span, near))
