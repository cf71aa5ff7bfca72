"""Blanks around the `=` of a variable.

A variable, its `=` and its value are one word.

## Wrong

```layerfile
FROM vm/debian:12
ENV NAME = value
```

## Right

```layerfile
FROM vm/debian:12
ENV NAME=value
```
"""

from __future__ import annotations

from layerfile.directives import Env
from layerfile.env_mistakes import mistakes_of
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule

rule = Rule("LF403", "env-spaces-around-equals", "error")


@rule.each(Env)
def check(env: Env) -> Findings:
    """No blank stands before or after `=`."""
    return found_by(rule, mistakes_of(env))
