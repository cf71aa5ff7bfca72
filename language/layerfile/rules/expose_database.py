"""A database as a website.

What listens on the port of a database speaks no HTTP: the run would wait for an answer that never comes. EXPOSE TCP
shows the port as it is; and steps of this Layerfile need neither.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:5432
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE TCP 5432
```
"""

from __future__ import annotations

from layerfile.directives import ExposeWebsite
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.sites import database_at
from layerfile.spans import Span

rule = Rule("LF610", "expose-database", "warning")


@rule.each(ExposeWebsite)
def check(expose: ExposeWebsite) -> Findings:
    """A website speaks HTTP."""
    database = database_at(expose)
    if database is None or expose.target is None or expose.address is None:
        return
    port = expose.address.port
    place = Span.between(expose.keyword_span.start, expose.target.span.end)
    message = f"{port} is the port of {database}, which is no website: write EXPOSE TCP {port}"
    yield Finding(message, expose.target.span, replace(f"Write EXPOSE TCP {port}", place, f"EXPOSE TCP {port}"))
