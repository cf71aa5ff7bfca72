"""A word too many.

These directives take one argument. What follows it is a comment without its `#`, or a value that needs quotes.

## Wrong

```layerfile
FROM vm/debian:12
WORKDIR /my app
```

## Right

```layerfile
FROM vm/debian:12
WORKDIR "/my app"
```
"""

from __future__ import annotations

from layerfile.directives import Directive, Memory, Split, User, Workdir
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF013", "argument-extra", "error")

_TAKES = {
    "WORKDIR": "a directory",
    "USER": "a user's name",
    "MEMORY": "a size",
    "SPLIT": "a number",
    "SPLIT UNORDERED": "a number",
}


@rule.each(Workdir, User, Memory, Split)
def check(directive: Directive) -> Findings:
    """One argument is one."""
    if directive.extra and all(argument.is_closed for argument in directive.arguments):
        first = directive.extra[0]
        message = f"{directive.keyword} takes {_TAKES[directive.keyword]}: {first.source} is one too many"
        yield Finding(message, first.span.to(directive.extra[-1].span))
