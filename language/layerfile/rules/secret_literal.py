"""A token or key that everybody can read.

This looks like an access token or a private key. Whoever has the Layerfile has it, and it stays in the history. Make it
invalid, and give the step a SECRET ENV.

## Wrong

```layerfile
FROM vm/debian:12
ENV GITHUB_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345
```

## Right

```layerfile
FROM vm/debian:12
SECRET ENV GITHUB_TOKEN
```
"""

from __future__ import annotations

from layerfile.directives import BuildEnv, Clone, Directive, Docker, Env, Run, Unknown
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.tokens_of_services import tokens, what

rule = Rule("LF422", "secret-literal", "warning")


@rule.each(Env, Run, BuildEnv, Clone, Docker, Unknown)
def check(directive: Directive) -> Findings:
    """No secret stands in the file. It is not repeated in the message either."""
    for found in tokens(directive.source):
        message = f"this looks like {what(found)}: make it invalid, and use SECRET ENV"
        yield Finding(message, directive.place(found.start(), found.end()))
