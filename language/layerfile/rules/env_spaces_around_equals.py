"""Blanks around the `=` of a variable.

A variable, its `=` and its value are one word.

## Wrong

```layerfile
FROM vm/debian:12
ENV NAME = value
```

## Right

```layerfile
FROM vm/debian:12
ENV NAME=value
```
"""

from __future__ import annotations

from layerfile.directives import Env
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span

rule = Rule("LF403", "env-spaces-around-equals", "error")


@rule.each(Env)
def check(env: Env) -> Findings:
    """No blank stands before or after `=`."""
    words = env.words
    if not any(word.source.startswith("=") for word in words) and not _is_cut(env):
        return
    if not all(argument.is_closed for argument in env.arguments):
        return
    name = env.assigned[0].name if env.assigned else words[0].source.strip("=")
    message = f"no blank can stand before or after =: write ENV {name or 'NAME'}=value"
    yield Finding(message, env.span, _fix(env))


def _is_cut(env: Env) -> bool:
    """`NAME= value`: an empty value, and then a word without one."""
    return len(env.words) == 1 and len(env.assigned) == 1 and env.assigned[0].value is None


def _fix(env: Env) -> Fix | None:
    """Only one variable, on one line: what belongs together is sure."""
    if env.span.start_line != env.span.end_line:
        return None
    words = [word.source for word in env.words]
    if _is_cut(env):
        gap = Span(*env.pairs[0].span.end, *env.words[0].span.start)
        return Fix("Close it up", (Edit(gap, ""),)) if gap.start < gap.end else None
    if env.assigned or len(words) not in (2, 3) or "=" in words[0]:
        return None
    if len(words) == 3 and words[1] != "=":
        return None
    edits = [
        Edit(Span(*one.span.end, *other.span.start), "") for one, other in zip(env.words, env.words[1:], strict=False)
    ]
    return Fix("Close it up", tuple(edits))
