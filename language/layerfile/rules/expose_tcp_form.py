"""EXPOSE TCP with something else than ports.

It takes the port in the machine, and the port outside if that is to be another one. There is no host in it and no
scheme; and UDP cannot be exposed.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE TCP localhost:5432
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE TCP 5432
```
"""

from __future__ import annotations

from layerfile.directives import ExposeTcp
from layerfile.mistakes import found_by
from layerfile.rules.rule import Findings, Rule
from layerfile.site_mistakes import tcp_mistakes

rule = Rule("LF611", "expose-tcp-form", "error")


@rule.each(ExposeTcp)
def check(expose: ExposeTcp) -> Findings:
    """Ports are numbers."""
    return found_by(rule, tcp_mistakes(expose))
