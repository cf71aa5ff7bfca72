"""A variable's name that cannot be one.

Letters, digits and `_` can stand in it, and no digit comes first.

## Wrong

```layerfile
FROM vm/debian:12
ENV MY-NAME value
```

## Right

```layerfile
FROM vm/debian:12
ENV MY_NAME=value
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Env
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF402", "env-name", "error")

_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNED = pattern(r"([^=\s\"'`$]+)=.*")


@rule.each(Env)
def check(env: Env) -> Findings:
    """A name is one that a shell knows."""
    if not all(argument.is_closed for argument in env.arguments):
        return
    words = env.words
    if len(words) % 2 == 0 and not any("=" in word.source for word in words):
        for word in words[::2]:
            if _NAME.fullmatch(word.source) is None:
                yield Finding(f"{word.source} cannot be a variable's name: letters, digits and _ can", word.span)
    for word in words:
        found = _ASSIGNED.fullmatch(word.source)
        if found is not None and _NAME.fullmatch(found[1]) is None:
            yield Finding(f"{found[1]} cannot be a variable's name: letters, digits and _ can", word.span)
