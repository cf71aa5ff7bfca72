"""A directive behind RUN.

What follows RUN is a command for the shell. A word of the Layerfile there, as in `RUN COPY . /app`, is looked for as a
program, which there is not.

## Wrong

```layerfile
FROM vm/debian:12
RUN COPY . /app
```

## Right

```layerfile
FROM vm/debian:12
COPY . /app
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.keywords import DOCKER, KEYWORDS
from layerfile.problems import Edit, Fix
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.spans import Span

rule = Rule("LF211", "run-nested-keyword", "warning")

_OURS = frozenset(name.partition(" ")[0] for name in KEYWORDS)


@rule.each(Run, words=[*_OURS, *DOCKER])
def check(run: Run) -> Findings:
    """The command does not begin with a directive."""
    word, _, rest = run.command.partition(" ")
    if word not in _OURS and word not in DOCKER:
        return
    if not rest.strip() or rest.lstrip().startswith("=") or not run.pieces:
        return
    if run.shell_span is None:
        return
    span = run.locate(0, len(word))
    fix = None
    if word == "RUN":
        # The words for this RUN may stand behind either.
        behind = rest.split(None, 1)[0] in ("BACKGROUND", "REPEATABLE")
        if run.modifier is None or not behind:
            kept = run.locate(len(run.command) - len(rest.lstrip()), len(run.command))
            fix = Fix("Remove the second RUN", (Edit(Span.between(span.start, kept.start), ""),))
        yield Finding("RUN stands here twice: leave one of them out", span, fix)
        return
    if run.modifier is None and word in _OURS:
        fix = Fix("Remove RUN", (Edit(Span.between(run.keyword_span.start, span.start), ""),))
    yield Finding(f"{word} is a directive of its own and no command: leave out the {run.keyword}", span, fix)
