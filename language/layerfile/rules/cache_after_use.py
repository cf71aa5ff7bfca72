"""A CACHE below the step that would fill it.

A directory is kept from its CACHE on: what stands above writes to the machine's own.

## Wrong

```layerfile
FROM vm/debian:12
RUN npm ci
CACHE ~/.npm
```

## Right

```layerfile
FROM vm/debian:12
CACHE ~/.npm
RUN npm ci
```
"""

from __future__ import annotations

from layerfile.directives import Cache, Run
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF323", "cache-after-use", "hint", default=False)

_USERS = {
    "~/.npm": ("npm ci", "npm install", "npm i "),
    "/root/.npm": ("npm ci", "npm install", "npm i "),
    "~/.cache/pip": ("pip install", "pip3 install"),
    "/root/.cache/pip": ("pip install", "pip3 install"),
    "~/.cargo/registry": ("cargo build", "cargo test"),
    "/usr/local/share/.cache/yarn": ("yarn install",),
}


@rule.file
def check(file: Outline) -> Findings:
    """A cache is there before it is used."""
    runs = file.of(Run)
    for cache in file.of(Cache):
        for item in cache.items:
            words = _USERS.get(str(item).rstrip("/"), ())
            if not words:
                continue
            number = file.number(cache)
            above = any(word in run.command for run in runs if file.number(run) < number for word in words)
            below = any(word in run.command for run in runs if file.number(run) > number for word in words)
            if above and not below:
                yield Finding(f"{item} is filled above already: move this line up", item.span, directive=cache)
