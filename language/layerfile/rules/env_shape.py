"""ENV without pairs.

ENV takes `NAME=value`, as often as needed, or `NAME value` in pairs. A value with blanks needs quotes.

## Wrong

```layerfile
FROM vm/debian:12
ENV GREETING=hello world
```

## Right

```layerfile
FROM vm/debian:12
ENV GREETING="hello world"
```
"""

from __future__ import annotations

from layerfile.directives import Env
from layerfile.env_mistakes import mistakes_of
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule

rule = Rule("LF401", "env-shape", "error")


@rule.each(Env)
def check(env: Env) -> Findings:
    """Each variable has a value."""
    return found_by(rule, mistakes_of(env))
