r"""A continuation in the middle of a word.

The backslash and the line end vanish, and nothing comes in their place: what stands on both sides becomes one word.

## Wrong

```layerfile
FROM vm/debian:12
RUN apt-get install curl\
git
```

## Right

```layerfile
FROM vm/debian:12
RUN apt-get install curl \
    git
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule, insert

rule = Rule("LF010", "continuation-joins-words", "warning")

# Of words of letters; a path or an option may have been split on purpose.
_JOINT = pattern(r"(?<![\w./:=@%+~-])([A-Za-z]{2,})\\[ \t]*(?:\r\n|\n|\r)([A-Za-z]{2,})(?![\w./:=@%+~-])")


@rule.each(Run)
def check(run: Run) -> Findings:
    """Words end before their line is carried on."""
    if "\\" not in run.source or "\n" not in run.source or run.heredocs:
        return
    for found in _JOINT.finditer(run.source):
        quotes = run.source[: found.start()]
        if quotes.count('"') % 2 == 0 and quotes.count("'") % 2 == 0:
            span = run.place(found.start(1), found.end(1))
            place = run.place(found.end(1), found.end(1) + 1)
            message = f"{found[1]} and {found[2]} become one word here: put a blank before the backslash"
            yield Finding(message, span, insert("Put a blank before the backslash", place, " "))
