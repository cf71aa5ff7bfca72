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
from layerfile.spans import Span

rule = Rule("LF010", "continuation-joins-words", "warning")

# Words of letters: a path or an option may have been split on purpose. A comment has no quotes, nor has what a
# backslash takes away.
_TOKEN = pattern(
    r"(?P<joint>(?<![\w./:=@%+~-])(?P<one>[A-Za-z]{2,})"
    r"(?=\\[ \t]*(?:\r\n|\n|\r)(?P<other>[A-Za-z]{2,})(?![\w./:=@%+~-])))"
    r"|(?P<comment>(?:\r\n|\n|\r)[ \t\f\v]*#[^\r\n]*)"
    r"|(?P<escaped>\\[^\r\n])"
    r"|(?P<quote>[\"'])"
)


@rule.each(Run)
def check(run: Run) -> Findings:
    """Words end before their line is carried on."""
    if "\\" not in run.source or run.span.start_line == run.span.end_line or run.heredocs:
        return
    place, at, quote = run.span.start, 0, ""
    for found in _TOKEN.finditer(run.source):
        match found.lastgroup:
            case "quote" if quote in ("", found[0]):
                quote = "" if quote else found[0]
            case "escaped" if found[0] == "\\'" and quote == "'":
                # Between these quotes a backslash takes nothing away.
                quote = ""
            case "joint" if not quote:
                place, at = place.after(run.source[at : found.start()]), found.start()
                span = Span.between(place, place.after(found["one"]))
                behind = Span.between(span.end, span.end)
                message = f"{found['one']} and {found['other']} become one word here: put a blank before the backslash"
                yield Finding(message, span, insert("Put a blank before the backslash", behind, " "))
            case _:
                pass
