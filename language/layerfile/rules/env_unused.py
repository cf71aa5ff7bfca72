"""A variable that nothing here looks at.

A program may still read it: this is only for those who want to know.

## Wrong

```layerfile
FROM vm/debian:12
ENV COLOUR=blue
RUN make
```

## Right

```layerfile
FROM vm/debian:12
ENV COLOUR=blue
RUN make COLOUR=$COLOUR
```
"""

from __future__ import annotations

from layerfile.directives import Env
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF407", "env-unused", "hint", default=False)


@rule.file
def check(file: Outline) -> Findings:
    """A variable is looked at somewhere."""
    for env in file.of(Env):
        for pair in env.pairs:
            if pair.name not in file.uses:
                yield Finding(f"nothing in this file looks at {pair.name}", pair.name_span, directive=env)
