"""A name in BUILD ENV that cannot be a variable's.

BUILD ENV takes names, without a `$`.

## Wrong

```layerfile
FROM vm/debian:12
BUILD ENV $GIT_BRANCH
```

## Right

```layerfile
FROM vm/debian:12
BUILD ENV GIT_BRANCH
```
"""

from __future__ import annotations

from layerfile.directives import BuildEnv
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF413", "build-env-name", "error")


@rule.each(BuildEnv)
def check(line: BuildEnv) -> Findings:
    """A name is one."""
    for item in line.items:
        written = item.source
        if written.isidentifier() or "=" in written or not item.is_closed:
            continue
        bare = written.strip("${}\"'")
        if bare.isidentifier():
            yield Finding(f"BUILD ENV takes a name: write {bare}", item.span, replace(f"Write {bare}", item.span, bare))
        else:
            yield Finding(f"{written} cannot be a variable's name: letters, digits and _ can", item.span)
