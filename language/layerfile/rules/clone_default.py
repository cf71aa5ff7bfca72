"""A DEFAULT without a branch, or a second one.

`DEFAULT=branch` says which branch to take where the repository has none that is called like the current one.

## Wrong

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git DEFAULT= /shop
```

## Right

```layerfile
FROM vm/debian:12
CLONE https://example.com/shop.git DEFAULT=main /shop
```
"""

from __future__ import annotations

from layerfile.clones import words_of
from layerfile.directives import Clone
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.spans import Span

rule = Rule("LF313", "clone-default", "error")

_NOTHING = "DEFAULT= needs the name of a branch, such as DEFAULT=main"


@rule.each(Clone)
def check(clone: Clone) -> Findings:
    """There is one branch to fall back to."""
    places, defaults = words_of(clone)
    if clone.default_span is not None and places and clone.default_branch is None:
        yield Finding(_NOTHING, clone.default_span)
    for number, word in enumerate(defaults):
        if number or clone.default_span is not None:
            yield Finding("one branch is the DEFAULT: leave the others out", word.span)
        elif word.source == "DEFAULT=":
            yield Finding(_NOTHING, word.span)
    for word in places:
        name, sign, _ = word.source.partition("=")
        if sign and name.upper() == "DEFAULT":
            line, column = word.span.start
            fix = replace("Write DEFAULT", Span(line, column, line, column + len(name)), "DEFAULT")
            is_simple = word.span.start_line == word.span.end_line
            yield Finding("write DEFAULT= in upper case", word.span, fix if is_simple else None)
