"""A quote that nothing closes.

The value would go on to the end of the line. A quote that is meant as such needs a backslash before it.

## Wrong

```layerfile
FROM vm/debian:12
ENV GREETING="hello
```

## Right

```layerfile
FROM vm/debian:12
ENV GREETING="hello"
```
"""

from __future__ import annotations

from layerfile.directives import Directive, Run
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF008", "unclosed-quote", "error")


@rule.each()
def check(directive: Directive) -> Findings:
    """What is opened is closed. In RUN that is the shell's to say."""
    if isinstance(directive, Run) and not directive.options:
        return
    for argument in directive.arguments:
        for part in argument.parts:
            if part.kind == "unclosed":
                opening = part.source[:2] if part.source.startswith("$(") else part.source[:1]
                yield Finding(f"nothing closes the {opening} that begins here", part.span)
