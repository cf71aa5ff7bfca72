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

from layerfile.directives import Directive, Run
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.spans import LINE_END, Span

rule = Rule("LF007", "doubled-backslash", "warning")

_BACKSLASHES = pattern(r"\\+$")


@rule.each()
def check(directive: Directive) -> Findings:
    """One backslash carries a line on."""
    if "\\\\" not in directive.source:
        return
    *lines, _ = LINE_END.split(directive.source)
    has_documents = isinstance(directive, Run) and bool(directive.heredocs)
    margin = directive.span.start_column
    for number, line in enumerate(lines, directive.span.start_line):
        is_comment = margin == 0 and number > directive.span.start_line and line.lstrip(" \t\f\v").startswith("#")
        text = line.rstrip(" \t\f\v")
        found = None if is_comment else _BACKSLASHES.search(text)
        if found is not None and len(found[0]) % 2 == 0:
            # In pairs from the left: of three backslashes the last one carries on alone.
            span = Span(number, margin + len(text) - 2, number, margin + len(text))
            yield Finding("one backslash is enough to go on in the next line", span, replace("Write one", span, "\\"))
        if has_documents and found is None and not is_comment:
            # Here the documents begin, in which backslashes are the text's own.
            return
        margin = 0
