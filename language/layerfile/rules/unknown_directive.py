"""A line that begins with no word of the language.

Every line starts with a directive. What stands there is a misspelt one, or a command that has lost its RUN.

## Wrong

```layerfile
FROM vm/debian:12
npm test
```

## Right

```layerfile
FROM vm/debian:12
RUN npm test
```
"""

from __future__ import annotations

from layerfile.directives import Unknown
from layerfile.keywords import meant
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, insert, replace

rule = Rule("LF001", "unknown-directive", "error")


@rule.each(Unknown)
def check(line: Unknown) -> Findings:
    """A line begins with a directive."""
    message, fix = _said(line)
    yield Finding(message, line.keyword_span if line.rest else line.span, fix)


def _said(line: Unknown) -> tuple[str, Fix | None]:
    word = line.keyword
    # In lower case it is more likely a command than a misspelt keyword.
    near = meant(word, line.rest) if word.isalpha() and not word.islower() else None
    if near is not None:
        fix = replace(f"Write {near}", line.keyword_span, near) if " " not in near else None
        return f"{word} is no directive: did you mean {near}?", fix
    if not word[:1].isalnum() and word[:1] not in ("", *"./~$[("):
        return f"{word} is no directive: every line starts with one, such as RUN, COPY or FROM", None
    if word.isupper() and word.isalpha():
        return f"{word} is no directive of a Layerfile", None
    return f"{word} is no directive: if it is a command, put RUN before it", insert(
        "Put RUN before it", line.span, "RUN "
    )
