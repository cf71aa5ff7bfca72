"""FROM after another directive.

What stands above has no machine to run in. Only comments may stand before FROM.

## Wrong

```layerfile
MEMORY 2G
FROM vm/debian:12
```

## Right

```layerfile
FROM vm/debian:12
MEMORY 2G
```
"""

from __future__ import annotations

from layerfile.directives import Directive, From, Unknown
from layerfile.outline import Outline
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span

rule = Rule("LF103", "from-not-first", "error")


@rule.file
def check(file: Outline) -> Findings:
    """FROM comes first."""
    bases = file.of(From)
    if bases and file.directives[0] is not bases[0]:
        first = file.directives[0]
        yield Finding(
            f"FROM must be the first directive: move it before {first.keyword}",
            bases[0].span,
            None if isinstance(first, Unknown) else _move(bases[0], first),
            bases[0],
        )


def _move(base: From, first: Directive) -> Fix:
    start = Span(first.span.start_line, 0, first.span.start_line, 0)
    return Fix("Move it up", (Edit(base.span.lines, "", base), Edit(start, f"{base.source}\n", first)))
