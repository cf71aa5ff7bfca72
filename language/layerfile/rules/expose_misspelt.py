"""A misspelt WEBSITE or TCP.

What follows EXPOSE says what is exposed: WEBSITE or TCP.

## Wrong

```layerfile
FROM vm/debian:12
EXPOSE WEBSIET localhost:3000
```

## Right

```layerfile
FROM vm/debian:12
EXPOSE WEBSITE localhost:3000
```
"""

from __future__ import annotations

from layerfile.directives import Docker
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.sites import behind_keyword, second_word_meant

rule = Rule("LF602", "expose-misspelt", "error")


@rule.each(Docker)
def check(expose: Docker) -> Findings:
    """EXPOSE WEBSITE and EXPOSE TCP are all that there is."""
    found = second_word_meant(expose) if expose.keyword == "EXPOSE" else None
    if found is None:
        return
    word, meant = found
    rest = behind_keyword(expose)
    place = expose.span if rest is None else rest.within(word, 0, len(word))
    fix = None if rest is None else replace(f"Write {meant}", place, meant)
    yield Finding(f"EXPOSE {word} is no directive: did you mean EXPOSE {meant}?", place, fix)
