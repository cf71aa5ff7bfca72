"""A command where only ENV and RUN run one.

`$( )` and backquotes are run in the values of ENV. Anywhere else they would be taken as they are written.

## Wrong

```layerfile
FROM vm/debian:12
WORKDIR /app/$(uname -m)
```

## Right

```layerfile
FROM vm/debian:12
ENV MACHINE=$(uname -m)
WORKDIR /app/$MACHINE
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Cache, Clone, Copy, Directive, ExposeTcp, ExposeWebsite, SetupFile, User, Wait, Workdir
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF014", "command-outside-env", "error")

# Not behind a backslash.
_COMMAND = pattern(r"(?:^|[^\\])(?:\\\\)*(?:`|\$\()")


@rule.each(Copy, Clone, Workdir, User, Cache, SetupFile, Wait, ExposeWebsite, ExposeTcp)
def check(directive: Directive) -> Findings:
    """Commands stand in ENV and RUN."""
    if "`" not in directive.source and "$(" not in directive.source:
        return
    for argument in directive.arguments:
        texts = [part.source for part in argument.parts if part.kind == "text"]
        if argument.is_closed and any(map(_COMMAND.search, texts)) and "'" not in argument.source:
            yield Finding("commands can only stand in ENV and RUN", argument.span)
