"""A RUN that never ends.

A RUN is done when its command ends, and a server does not. RUN BACKGROUND starts it and goes on; the server stays alive
in every snapshot.

Some commands are only known by their name: `npm start` runs what `package.json` says. Where that ends by itself,
suppress this.

## Wrong

```layerfile
FROM vm/debian:12
RUN python3 -m http.server 8000
EXPOSE WEBSITE localhost:8000
```

## Right

```layerfile
FROM vm/debian:12
RUN BACKGROUND python3 -m http.server 8000
EXPOSE WEBSITE localhost:8000
```
"""

from __future__ import annotations

from layerfile.directives import Run
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, insert
from layerfile.servers import WORDS, maybe, stays
from layerfile.shell import commands, place
from layerfile.spans import Span

rule = Rule("LF206", "run-foreground-server", "warning")

_QUICK = frozenset({"cd", "export", "set", "source", ".", "ulimit", "umask", "sleep", "echo"})


@rule.each(Run, words=WORDS)
def check(run: Run) -> Findings:
    """What does not end is put into the background."""
    if run.modifier == "BACKGROUND" or not maybe(run.command):
        return
    found = commands(run)
    for number, command in enumerate(found):
        if command.is_certain and not command.is_background and stays(command):
            what = " ".join(word.text for word in command.words[:3])
            message = f"{what[:60]} does not end by itself, so no step after it is run: write RUN BACKGROUND"
            before = all(one.name in _QUICK for one in found[:number])
            yield Finding(message, place(run, command), _fix(run) if command.is_last and before else None)
            return


def _fix(run: Run) -> Fix | None:
    if run.modifier is not None:
        return None
    end = run.keyword_span.end
    return insert("Write RUN BACKGROUND", Span(*end, *end), " BACKGROUND")
