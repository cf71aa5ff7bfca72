"""A Dockerfile's EXPOSE.

A Layerfile says what listens on a port: a website gets an address outside, waits until it answers, and wakes the
machine when somebody comes; anything else is a TCP port.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE 8000
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:8000
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Docker
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.sites import DATABASES, behind_keyword, meant_address, second_word_meant
from layerfile.spans import Span

rule = Rule("LF601", "expose-docker-form", "error")


_COMMENT = pattern(r"\s+#")
_DOCKERS_PORT = pattern(r"([0-9]{1,5})(?:/tcp)?(?::\1)?")


@rule.each(Docker)
def check(expose: Docker) -> Findings:
    """EXPOSE says what is exposed."""
    if expose.keyword != "EXPOSE" or second_word_meant(expose) is not None:
        return
    written = _COMMENT.split(expose.rest, maxsplit=1)[0]
    port = _DOCKERS_PORT.fullmatch(written)
    meant = None if written.endswith("/udp") else meant_address(port[1] if port else written)
    place = behind_keyword(expose)
    if meant is None:
        message = (
            "EXPOSE alone is Docker's: write EXPOSE WEBSITE localhost:PORT, or EXPOSE TCP PORT if it is no website"
        )
        yield Finding(message, expose.span)
        return
    database = DATABASES.get(int(port[1])) if port else None
    right = f"WEBSITE {meant}" if database is None or port is None else f"TCP {port[1]}"
    fix = None
    if place is not None:
        end = place.within(expose.rest, 0, len(written)).end
        fix = Fix(f"Write EXPOSE {right}", (Edit(Span.between(expose.keyword_span.start, end), f"EXPOSE {right}"),))
    yield Finding(f"EXPOSE alone is Docker's: write EXPOSE {right}", expose.span, fix)
