"""Two TCP ports at one port outside.

Only one thing can listen on a port. The second argument of EXPOSE TCP is the port outside.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE TCP 5432
EXPOSE TCP 5433 5432
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE TCP 5432
EXPOSE TCP 5433 5433
```
"""

from __future__ import annotations

from layerfile.directives import ExposeTcp
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.site_mistakes import tcp_mistakes

rule = Rule("LF612", "expose-tcp-duplicate", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A port outside is given once."""
    exposes = file.of(ExposeTcp)
    if len(exposes) < 2:
        return
    seen: set[int] = set()
    for expose in exposes:
        address = expose.guest_address if expose.host is None else expose.host_address
        if address is None or address.port is None or any(tcp_mistakes(expose)):
            continue
        if address.port in seen:
            message = f"port {address.port} outside is taken by an EXPOSE TCP above: give this one another"
            yield Finding(message, address.argument.span, directive=expose)
        seen.add(address.port)
