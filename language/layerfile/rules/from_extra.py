"""A word too many after FROM.

FROM takes one base. A comment cannot follow it on its line, as `#` may be part of a name.

## Wrong

```layerfile
FROM vm/debian:12 # the base
```

## Right

```layerfile
# the base
FROM vm/debian:12
```
"""

from __future__ import annotations

from layerfile.directives import From
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span

rule = Rule("LF108", "from-extra", "error")


@rule.each(From)
def check(line: From) -> Findings:
    """FROM takes one base."""
    if not line.extra or line.stage is not None or not all(argument.is_closed for argument in line.arguments):
        return
    first, span = line.extra[0].source, line.extra[0].span.to(line.extra[-1].span)
    if first.startswith("#"):
        message = "a comment cannot follow FROM on its line: put it on a line of its own"
        yield Finding(message, span, _own_line(line, span))
    else:
        yield Finding(f"FROM takes one base: {first} does not belong here", span)


def _own_line(line: From, comment: Span) -> Fix | None:
    if line.base is None or line.span.start_line != line.span.end_line:
        return None
    text = line.source[comment.start_column - line.span.start_column :]
    start = Span(*line.span.start, *line.span.start)
    gap = Span(*line.base.span.end, *comment.end)
    return Fix("Put it on a line of its own", (Edit(start, f"{text}\n"), Edit(gap, "")))
