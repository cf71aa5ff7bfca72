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
from layerfile.written import written_at

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
    wrong = [(span, text) for span in spans if not (text := written_at(directive, span)).isupper()]
    if wrong:
        edits = tuple(Edit(span, text.upper()) for span, text in wrong)
        message = f"write {directive.keyword} in upper case"
        yield Finding(message, wrong[0][0].to(wrong[-1][0]), Fix(f"Write {directive.keyword}", edits))
