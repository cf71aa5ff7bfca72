"""`$SPLIT` where the copies have no number.

With UNORDERED no copy knows which one it is: `$SPLIT` is empty, and all copies would do the same part, or none.
`$SPLIT_NUM`, how many there are, is set in any case.

## Wrong

```layerfile
FROM vm/debian:12
SPLIT UNORDERED 4
RUN ./run-tests --part $SPLIT
```

## Right

```layerfile
FROM vm/debian:12
SPLIT 4
RUN ./run-tests --part $SPLIT
```
"""

from __future__ import annotations

from layerfile.ancestry import directives_above
from layerfile.directives import Split
from layerfile.outline import Outline
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.shards import sets_it_otherwise, users
from layerfile.spans import Span
from layerfile.surroundings import Surroundings

rule = Rule("LF504", "split-unordered-uses-split", "warning")


@rule.tree
def check(file: Outline, surroundings: Surroundings) -> Findings:
    """Who looks at $SPLIT has one."""
    splits = file.of(Split)
    first = next((split for split in splits if split.unordered), None)
    if first is None or first.modifier_span is None or not splits[0].unordered:
        return
    plain = next((file.number(split) for split in splits if not split.unordered), len(file.directives))
    using = [one for one in users(file, ("SPLIT",)) if file.number(first) < file.number(one) < plain]
    if not using:
        return
    above = [*file.before(using[0]), *directives_above(file, surroundings)]
    if any((isinstance(one, Split) and not one.unordered) or sets_it_otherwise(one) for one in above):
        return
    fix = None
    if first.count is not None:
        modifier = Span.between(first.modifier_span.start, first.count.span.start)
        fix = replace("Leave UNORDERED out", modifier, "")
    message = f"the copies of an UNORDERED split have no $SPLIT, but {using[0].keyword} uses it: leave UNORDERED out"
    yield Finding(message, first.modifier_span, fix, first)
