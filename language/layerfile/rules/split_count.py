"""SPLIT without a number that it could be.

How many copies there are must be known before the run: a number, written out, of one machine at least.

## Wrong

```layerfile
FROM vm/debian:12
SPLIT two
RUN ./run-tests $SPLIT
```

## Right

```layerfile
FROM vm/debian:12
SPLIT 2
RUN ./run-tests $SPLIT
```
"""

from __future__ import annotations

from layerfile.arguments import Argument
from layerfile.directives import Split
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.slips import slip_of

rule = Rule("LF501", "split-count", "error")


@rule.each(Split)
def check(split: Split) -> Findings:
    """The count is a number, and not 0."""
    count = split.count
    if count is None or split.number or not count.is_closed:
        return
    if not split.unordered and slip_of(str(count), ("UNORDERED",)) is not None:
        fix = replace("Write UNORDERED", count.span, "UNORDERED")
        yield Finding(f"{count} is no number: did you mean UNORDERED?", count.span, fix)
    elif split.number == 0:
        yield Finding("0 copies would run nothing below this line: write how many are needed", count.span)
    elif not (str(count).isascii() and str(count).isdigit()):
        yield Finding(f"{_why(count)}: write a number, as in {split.keyword} 4", count.span)


def _why(count: Argument) -> str:
    if count.variables:
        return f"how many copies there are must be known before the run, and {count} is not"
    return f"{str(count) or count.source} is not a number of copies"
