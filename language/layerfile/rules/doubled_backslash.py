r"""Two backslashes where one carries the line on.

It is an accident of copying: a `\\` too many. The line goes on all the same.

## Wrong

```layerfile
FROM vm/debian:12
RUN make \\
    install
```

## Right

```layerfile
FROM vm/debian:12
RUN make \
    install
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Directive
from layerfile.rules.rule import Finding, Findings, Rule, replace

rule = Rule("LF007", "doubled-backslash", "warning")

# In pairs from the left: of three backslashes the last one carries on alone.
_DOUBLED = pattern(r"(?<!\\)(?:\\\\)*(\\\\)[ \t\f\v]*(?=\r|\n|\Z)")


@rule.each()
def check(directive: Directive) -> Findings:
    """One backslash carries a line on."""
    if "\\\\" not in directive.source:
        return
    end = _end_of_line(directive)
    for found in _DOUBLED.finditer(directive.source, 0, end):
        if not _in_comment(directive.source, found.start(1)):
            span = directive.place(found.start(1), found.end(1))
            yield Finding("one backslash is enough to go on in the next line", span, replace("Write one", span, "\\"))


def _end_of_line(directive: Directive) -> int:
    """Where here-documents begin, in which backslashes are the text's own."""
    if not getattr(directive, "heredocs", ()):
        return len(directive.source)
    at = 0
    for line in directive.source.splitlines(keepends=True):
        at += len(line)
        if not line.rstrip().endswith("\\") and not line.lstrip().startswith("#"):
            return at
    return at


def _in_comment(source: str, at: int) -> bool:
    start = max(source.rfind("\n", 0, at), source.rfind("\r", 0, at)) + 1
    return start > 0 and source[start:at].lstrip(" \t\f\v").startswith("#")
