"""Two websites at one place.

All websites of a Layerfile share one host, and the path says which of them answers. Without a path it is `/`; only one
can have that.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:3000
EXPOSE WEBSITE localhost:8000
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:3000
EXPOSE WEBSITE localhost:8000 /api
```
"""

from __future__ import annotations

from layerfile.directives import ExposeWebsite
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, remove
from layerfile.site_mistakes import website_mistakes
from layerfile.sites import database_at, route_of

rule = Rule("LF609", "expose-duplicate-path", "warning")


@rule.file
def check(file: Outline) -> Findings:
    """A path leads to one website."""
    exposes = file.of(ExposeWebsite)
    if len(exposes) < 2:
        return
    seen: dict[str, ExposeWebsite] = {}
    for expose in exposes:
        route = route_of(expose)
        if route is None or expose.target is None or database_at(expose) or any(website_mistakes(expose)):
            continue
        first = seen.setdefault(route, expose)
        if first is expose:
            continue
        place = expose.target.span.to(expose.arguments[-1].span)
        if first.normalised == expose.normalised:
            message = "the same is exposed above already: leave this line out"
            yield Finding(message, place, remove("Leave the line out", expose), expose)
        else:
            message = f"{route} leads to {first.target} already: give this website a path, as in {_example(expose)}"
            yield Finding(message, place, directive=expose)


def _example(expose: ExposeWebsite) -> str:
    return f"EXPOSE WEBSITE {expose.target} /other"
