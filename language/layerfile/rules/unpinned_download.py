"""A download of whatever is the latest.

`latest` is another file tomorrow, but the step is not run again until it changes itself: one machine has today's,
another an older one. An address with a version is the same for all, and a new version is a change of the line.

## Wrong

```layerfile
FROM vm/debian:12
RUN curl -fLO https://example.com/releases/latest/tool
```

## Right

```layerfile
FROM vm/debian:12
RUN curl -fLO https://example.com/releases/1.4.2/tool
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.rules.rule import Finding, Findings, Rule
from layerfile.shell import commands, place

rule = Rule("LF227", "unpinned-download", "info", default=False)

_LATEST = pattern(r"https?://[^\s/]{1,200}/(?:\S{0,500}?/)?latest(?:/|\Z)")


@rule.each(Run, words=["latest"])
def check(run: Run) -> Findings:
    """An address names a version."""
    for found in commands(run):
        command = found.without_wrappers()
        if command.name in ("curl", "wget"):
            for word in command.words[1:]:
                if _LATEST.match(word.text.strip("\"'")):
                    message = "latest is another file tomorrow, and this step will not see it: name a version"
                    yield Finding(message, place(run, word))
