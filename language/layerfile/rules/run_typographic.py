"""Quotes and dashes for printing, where the shell needs its own.

A web page or a word processor turns `"` into “ and ” and `--` into —. To the shell those are letters like any others:
nothing is quoted, and no option is one.

## Wrong

```layerfile
FROM vm/debian:12
RUN git commit -m “first try”
```

## Right

```layerfile
FROM vm/debian:12
RUN git commit -m "first try"
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.typography import dashes, quoted

rule = Rule("LF212", "run-typographic", "warning")


@rule.each(Run)
def check(run: Run) -> Findings:
    """The shell gets the signs that it knows."""
    if run.command.isascii() or not run.pieces:
        return
    for start, end, sign in quoted(run.command):
        spans = (run.locate(start, start + 1), run.locate(end - 1, end))
        fix = Fix(f"Write {sign}", tuple(Edit(span, sign) for span in spans))
        message = f"these are letters to the shell and no quotes: write {sign} before and behind it"
        yield Finding(message, spans[0].to(spans[1]), fix)
    for start, end, dash in dashes(run.command):
        span = run.locate(start, end)
        yield Finding(f"this dash is a letter to the shell: write {dash}", span, replace(f"Write {dash}", span, dash))
