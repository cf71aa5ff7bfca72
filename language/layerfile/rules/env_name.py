"""A variable's name that cannot be one.

Letters, digits and `_` can stand in it, and no digit comes first.

## Wrong

```layerfile
FROM vm/debian:12
ENV MY-NAME value
```

## Right

```layerfile
FROM vm/debian:12
ENV MY_NAME=value
```
"""

from __future__ import annotations

from layerfile.directives import Env
from layerfile.env_mistakes import mistakes_of
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule

rule = Rule("LF402", "env-name", "error")


@rule.each(Env)
def check(env: Env) -> Findings:
    """A name is one that a shell knows."""
    return found_by(rule, mistakes_of(env))
