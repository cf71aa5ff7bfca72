"""A keyword that is not in upper case.

Keywords are read in any letter case, but everybody, and every tool that colours them, expects upper case.

## Wrong

```layerfile
from vm/debian:12
run make
```

## Right

```layerfile
FROM vm/debian:12
RUN make
```
"""

from __future__ import annotations

from layerfile.directives import Directive, Docker, Run, Split, Unknown
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span

rule = Rule("LF003", "keyword-case", "warning")


@rule.each()
def check(directive: Directive) -> Findings:
    """A keyword is written in upper case."""
    if isinstance(directive, Unknown | Docker):
        return
    spans = [directive.keyword_span]
    if isinstance(directive, Run | Split) and directive.modifier_span is not None:
        spans.append(directive.modifier_span)
    elif directive.written.isupper():
        return
    wrong = [(span, text) for span in spans if not (text := _text(directive, span)).isupper()]
    if wrong:
        edits = tuple(Edit(span, text.upper()) for span, text in wrong)
        message = f"write {directive.keyword} in upper case"
        yield Finding(message, wrong[0][0].to(wrong[-1][0]), Fix(f"Write {directive.keyword}", edits))


def _text(directive: Directive, span: Span) -> str:
    """What stands at one of the directive's own spans."""
    if span.start_line == span.end_line == directive.span.start_line:
        start = span.start_column - directive.span.start_column
        return directive.source[start : start + span.end_column - span.start_column]
    lines = directive.source.splitlines(keepends=True)
    first = span.start_line - directive.span.start_line
    found = lines[first : span.end_line - directive.span.start_line + 1]
    if not found:
        return "X"
    margin = directive.span.start_column if first == 0 else 0
    # From the end, as what stands before is still there.
    last_margin = margin if span.end_line == span.start_line else 0
    found[-1] = found[-1][: span.end_column - last_margin]
    found[0] = found[0][span.start_column - margin :]
    return "".join(found)
