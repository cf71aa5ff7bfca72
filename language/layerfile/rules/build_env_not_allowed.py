"""EXPOSE_WEBSITE_HOST in BUILD ENV.

It is another one in each run, so that no step behind it could ever be skipped. It can be used without BUILD ENV.

## Wrong

```layerfile
FROM vm/debian:12
BUILD ENV EXPOSE_WEBSITE_HOST
```

## Right

```layerfile
FROM vm/debian:12
RUN echo "served at $EXPOSE_WEBSITE_HOST"
```
"""

from __future__ import annotations

from layerfile.directives import BuildEnv
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF411", "build-env-not-allowed", "error")


@rule.each(BuildEnv)
def check(line: BuildEnv) -> Findings:
    """What no step can depend on is not named."""
    if not all(argument.is_closed for argument in line.arguments):
        return
    for item in line.items:
        if str(item) == "EXPOSE_WEBSITE_HOST":
            yield Finding("EXPOSE_WEBSITE_HOST is not allowed here: use it without BUILD ENV", item.span)
