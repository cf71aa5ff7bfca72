"""A RUN that only changes the directory.

Each RUN is a shell of its own, which starts in WORKDIR. Where the next one is to work somewhere else, say so with
WORKDIR, or go there in the same RUN: `RUN cd app && make`.

## Wrong

```layerfile
FROM vm/debian:12
RUN cd /app
RUN make
```

## Right

```layerfile
FROM vm/debian:12
WORKDIR /app
RUN make
```
"""

from __future__ import annotations

from re import compile as pattern

from layerfile.directives import Run
from layerfile.problems import Fix
from layerfile.rules.rule import Finding, Findings, Rule, replace
from layerfile.shell import Command
from layerfile.shell_state import lost

rule = Rule("LF202", "run-cd", "warning")

_PLAIN = pattern(r"[\w./@:+-]+")


@rule.each(Run, words=["cd"])
def check(run: Run) -> Findings:
    """A change of directory is followed by something in the same RUN."""
    found = lost(run)
    if found is None or found[0] != "cd" or run.shell_span is None:
        return
    command = found[1][-1]
    where = " ".join(command.arguments)
    wanted = f"WORKDIR {where}" if where else "WORKDIR"
    message = f"the next RUN does not start there: each RUN is a new shell, write {wanted}"
    yield Finding(message, run.shell_span, _fix(run, found[1]))


def _fix(run: Run, commands: tuple[Command, ...]) -> Fix | None:
    """Writes WORKDIR where that is all that was meant; it makes the folder, too."""
    *before, last = commands
    if len(last.words) != 2 or not last.words[1].is_static or not _PLAIN.fullmatch(last.words[1].text):
        return None
    path = last.words[1].text
    if path == "-" or any(one.name != "mkdir" or [*one.arguments][-1:] != [path] for one in before) or len(before) > 1:
        return None
    return replace(f"Write WORKDIR {path}", run.span, f"WORKDIR {path}")
