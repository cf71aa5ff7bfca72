"""ENV without pairs.

ENV takes `NAME=value`, as often as needed, or `NAME value` in pairs. A value with blanks needs quotes.

## Wrong

```layerfile
FROM vm/debian:12
ENV GREETING=hello world
```

## Right

```layerfile
FROM vm/debian:12
ENV GREETING="hello world"
```
"""

from __future__ import annotations

from layerfile.directives import Env
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF401", "env-shape", "error")


@rule.each(Env)
def check(env: Env) -> Findings:
    """Each variable has a value."""
    words = env.words
    if not words or not all(argument.is_closed for argument in env.arguments):
        return
    if any(word.source.startswith("=") or word.source.endswith("=") for word in words):
        # Blanks around the sign, which is told as such.
        return
    message = _mistake([pair.name for pair in env.assigned], [word.source for word in words])
    if message is not None:
        yield Finding(message, env.span)


def _mistake(named: list[str], words: list[str]) -> str | None:
    if named:
        return f"{words[0]} has no value: write {words[0]}=value, or quote it if it goes with {named[-1]}"
    if len(words) % 2 == 0:
        return None
    if len(words) == 1:
        return f"{words[0]} has no value: write ENV {words[0]}=value"
    return f'a value with blanks needs quotes: ENV {words[0]}="{" ".join(words[1:])}"'
