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

from layerfile import memory
from layerfile.directives import Directive, Memory, Split, User, Workdir
from layerfile.rules.rule import Finding, Findings, Rule, replace

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
        span = first.span.to(directive.extra[-1].span)
        meant = _size_in_two(directive)
        if meant is not None:
            fix = replace(f"Write {meant}", directive.arguments[0].span.to(span), meant)
            yield Finding(f"no blank stands before the unit: did you mean MEMORY {meant}?", span, fix)
            return
        message = f"{directive.keyword} takes {_TAKES[directive.keyword]}: {first.source} is one too many"
        yield Finding(message, span)


def _size_in_two(directive: Directive) -> str | None:
    """The size that was meant by a number and a unit."""
    if not isinstance(directive, Memory) or len(directive.arguments) != 2:
        return None
    return memory.almost(" ".join(map(str, directive.arguments)))
