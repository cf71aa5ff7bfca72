"""A name that no user can have.

A user's name is in lower case, begins with a letter or `_`, and has letters, digits, `_` and `-` in it, 32 at most.
USER takes no group: the user is created if it is missing, and is in the group `root`.

## Wrong

```layerfile
FROM vm/debian:12
USER app:app
```

## Right

```layerfile
FROM vm/debian:12
USER app
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import User
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF711", "user-name", "error")


_NAME = pattern(r"[a-z_][a-z0-9_-]{0,31}")


@rule.each(User)
def check(user: User) -> Findings:
    """A user can have this name."""
    name = user.name
    written = "" if name is None else str(name)
    if name is None or not written or name.variables or not name.is_closed or _NAME.fullmatch(written):
        return
    alone = written.partition(":")[0]
    if ":" in written and _NAME.fullmatch(alone):
        yield Finding(
            f"USER takes no group: write USER {alone}", name.span, replace("Remove the group", name.span, alone)
        )
    else:
        yield Finding(f"{written[:40]} cannot be a user's name: write one such as app, in lower case", name.span)
