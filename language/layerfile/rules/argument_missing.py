"""A directive with nothing behind it.

It says what to do but not with what.

## Wrong

```layerfile
FROM vm/debian:12
WORKDIR
```

## Right

```layerfile
FROM vm/debian:12
WORKDIR /app
```
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layerfile.directives import Checkpoint, Directive, Docker, Run, Unknown
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF012", "argument-missing", "error")

_NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "FROM": "a base, such as FROM vm/debian:12",
        "RUN": "a command to run",
        "RUN BACKGROUND": "a command to run",
        "RUN REPEATABLE": "a command to run",
        "COPY": "what to copy and where to: COPY . /app",
        "CLONE": "what to clone and where to: CLONE https://example.com/shop.git /shop",
        "CACHE": "a directory to keep, such as CACHE ~/.npm",
        "ENV": "a variable and its value: ENV NAME=value",
        "BUILD ENV": "the name of a variable, such as BUILD ENV GIT_BRANCH",
        "SECRET ENV": "the name of a secret, such as SECRET ENV API_TOKEN",
        "MEMORY": "a size, such as MEMORY 2G",
        "SPLIT": "a number, such as SPLIT 4",
        "SPLIT UNORDERED": "a number, such as SPLIT UNORDERED 4",
        "EXPOSE WEBSITE": "an address, such as EXPOSE WEBSITE localhost:8000",
        "EXPOSE TCP": "a port, such as EXPOSE TCP 5432",
        "WORKDIR": "a directory, such as WORKDIR /app",
        "USER": "a user's name, such as USER app",
        "LABEL": "a key and a value, such as LABEL display_name=shop",
        "SETUP FILE": "a file to source, such as SETUP FILE /root/.profile",
        "SKIP REMAINING IF": "a condition, such as SKIP REMAINING IF GIT_BRANCH!=main",
        "WAIT": "a Layerfile to wait for, such as WAIT /tests",
        "AWS": "a command, such as AWS link",
    }
)


@rule.each()
def check(directive: Directive) -> Findings:
    """A directive has what it is about."""
    if isinstance(directive, Unknown | Docker | Checkpoint):
        return
    is_empty = not directive.command if isinstance(directive, Run) else directive.normalised == directive.keyword
    needed = _NEEDED.get(directive.keyword)
    if is_empty and needed is not None and not (isinstance(directive, Run) and directive.heredocs):
        yield Finding(f"{directive.keyword} needs {needed}", directive.span)
